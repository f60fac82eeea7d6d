package io.cresset.core.log;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.FrameScanner.End;
import io.cresset.core.log.FrameScanner.Fault;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.FrameScanner.Unreadable;
import io.cresset.core.log.SegmentHeader.SegmentId;
import io.cresset.core.log.StoredLogVisitor.Damage;
import io.cresset.core.log.StoredLogVisitor.Leftover;
import io.cresset.core.log.StoredLogVisitor.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Shows a visitor what is in segments, with the scanner that feeds and recovery use, and tells
 * damage from what a write left that was cut short. Bytes that are no frame, with a good frame
 * behind them, were one once: damage. Behind the last good frame of a segment they are damage if
 * numbers are missing there, or if a frame's header is intact; else nobody was promised anything.
 */
final class StoredLogWalk {
  private static final String NO_RECORD = "; no record is missing";

  private final Disk disk;
  private final Path folder;
  private final StoredLogVisitor visitor;

  /** The number of the record that comes next. */
  private long next;

  // Bytes before the scan that are no good frame
  private boolean bad;
  private long badFrom;
  private long badTo;
  private Fault why = Fault.NO_FRAME;

  /** Up to where they held a frame with an intact header. */
  private long wholeTo;

  /** The number behind the last such frame. */
  private long wholeEnd;

  private boolean stopped;

  StoredLogWalk(Disk disk, Path folder, StoredLogVisitor visitor) {
    this.disk = disk;
    this.folder = folder;
    this.visitor = visitor;
  }

  /** Whether the visitor wants no more. */
  boolean stopped() {
    return stopped;
  }

  /**
   * @param id what its frames say that they are of
   * @param limit number from which on a later segment supersedes it
   */
  void walk(StoredSegment segment, SegmentId id, long limit) {
    next = segment.firstNumber();
    bad = false;
    visitor.segment(segment);
    try (DiskFile file = disk.open(folder.resolve(segment.name()), false)) {
      header(segment, file);
      frames(segment, id, file, limit);
    } catch (NoSuchFileException _) {
      next = segment.endNumber();
      visitor.gone(segment);
    } catch (IOException e) {
      String what = "the disk does not read it: " + FolderLock.reason(e);
      damage(segment, 0, segment.bytes(), segment.endNumber(), what);
    }
  }

  /** Numbers from the end of the newest segment on are taken, by files that cannot be read. */
  void taken(StoredSegment newest, long end) {
    if (!stopped && next < end) {
      String what = "as many numbers may be taken by files that this program cannot read";
      damage(newest, newest.bytes(), newest.bytes(), end, what);
    }
  }

  private void header(StoredSegment segment, DiskFile file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    file.read(0, bytes);
    if (SegmentHeader.read(bytes.flip()).isEmpty()) {
      String what = "the segment's header is damaged; its frames tell the rest";
      damage(segment, 0, SegmentHeader.BYTES, next, what);
    }
  }

  private void frames(StoredSegment segment, SegmentId id, DiskFile file, long limit)
      throws IOException {
    FrameScanner scanner =
        new FrameScanner(file, Optional.of(id), SegmentHeader.BYTES, segment.firstNumber());
    while (!stopped) {
      long at = scanner.offset();
      switch (scanner.next(segment.bytes())) {
        case Frame frame -> {
          if (frame.header().endNumber() > limit) {
            end(segment, limit, at);
            return;
          }
          repaired(segment, frame.header().firstNumber());
          frame(segment, frame, at);
        }
        case Unreadable unreadable -> unreadable(unreadable);
        case End _ -> {
          end(segment, limit, segment.bytes());
          return;
        }
      }
    }
  }

  private void unreadable(Unreadable unreadable) {
    if (!bad) {
      bad = true;
      badFrom = unreadable.from();
      wholeTo = badFrom;
      why = unreadable.why();
    }
    badTo = unreadable.to();
    if (why != unreadable.why()) {
      why = Fault.NO_FRAME;
    }
    if (unreadable.headerIntact()) {
      wholeTo = badTo;
      wholeEnd = unreadable.knownEnd();
    }
  }

  /** There is a good frame behind bad bytes, which were frames once. */
  private void repaired(StoredSegment segment, long number) {
    if (bad) {
      damage(segment, badFrom, badTo, number, what(number));
      bad = false;
    }
  }

  /** No good frame that counts follows in the segment. */
  private void end(StoredSegment segment, long limit, long at) {
    if (limit != Long.MAX_VALUE && next < limit) {
      damage(segment, bad ? badFrom : at, at, limit, what(limit));
      bad = false;
    } else if (bad && wholeTo > badFrom) {
      long lostTo = Math.max(next, Math.min(limit, wholeEnd));
      damage(segment, badFrom, wholeTo, lostTo, what(lostTo));
      badFrom = wholeTo;
    }
    if (bad && badFrom < badTo) {
      visitor.leftover(
          new Leftover(segment.name(), badFrom, badTo, "not completely written, or not yet"));
    }
    if (at < segment.bytes()) {
      visitor.leftover(
          new Leftover(segment.name(), at, segment.bytes(), "superseded by a newer segment"));
    }
    bad = false;
  }

  /** What bad bytes are, with the records up to a number in them. */
  private String what(long lostTo) {
    return (bad ? why.text : "records are missing here") + (lostTo > next ? "" : NO_RECORD);
  }

  private void frame(StoredSegment segment, Frame frame, long at) {
    FrameHeader header = frame.header();
    boolean movesAreSound = PositionCodec.decode(frame.positions()).isPresent();
    next = header.endNumber();
    if (header.kind() == FrameKind.DATA) {
      Chunk.Frame records =
          new Chunk.Frame(
              header.segment().logId(),
              header.segment().epoch(),
              header.firstNumber(),
              header.recordCount(),
              frame.message());
      stopped =
          !visitor.records(
              new Records(
                  segment.name(),
                  at,
                  records,
                  header.takenUnixNanos(),
                  header.codecName(),
                  header.storedBytes()));
    } else if (frame.message().length() == 0 || StateRecord.decode(frame.message()).isPresent()) {
      visitor.state(segment.name(), at);
    } else {
      String what = "a state whose accounts do not add up";
      damage(segment, at, at + header.frameBytes(), next, what);
    }
    if (!movesAreSound) {
      damage(segment, at, at + header.frameBytes(), next, "positions that cannot be read");
    }
  }

  private void damage(StoredSegment segment, long from, long to, long lostTo, String what) {
    visitor.damage(new Damage(segment.name(), from, to, next, Math.max(next, lostTo), what));
    next = Math.max(next, lostTo);
  }
}

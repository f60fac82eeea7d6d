package io.cresset.core.log;

import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.FrameScanner.End;
import io.cresset.core.log.FrameScanner.Found;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.FrameScanner.Unreadable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads segments for one feed, through files of its own: an interrupt closes the file that is being
 * read, and that must not be anybody else's. Used by one thread.
 */
final class FeedReader {
  private static final int MIN_READ_BYTES = 8 * 1024;

  /** How often a place that the disk does not read is tried before its records count as lost. */
  private static final int TRIES = 3;

  /**
   * How far a segment may be read now.
   *
   * @param endNumber the records from here on are not there, or stand in a later segment
   */
  record Span(Segment segment, long bytes, long durableBytes, long endNumber) {}

  /** How a read ended. */
  enum Result {
    /** The chunk is full, or the span was read to its end. */
    DONE,
    /** What comes next cannot be read, and it is not durable: it may yet be written elsewhere. */
    NOT_DURABLE,
    /** The disk reads nothing. */
    FAILED,
    /** The file is gone. */
    GONE
  }

  private final SegmentedLog log;
  private @Nullable Segment segment;
  private @Nullable DiskFile file;
  private @Nullable FrameScanner scanner;

  /** A frame that was read and did not fit into the last chunk. */
  private Optional<Frame> ahead = Optional.empty();

  /** Frames below this number were passed. */
  private long passed;

  private int failures;

  FeedReader(SegmentedLog log) {
    this.log = log;
  }

  Result read(Span span, Assembly assembly) throws InterruptedException {
    try {
      FrameScanner frames = at(span.segment(), assembly.next());
      int wanted = Math.min(assembly.missingBytes(), FrameScanner.READ_AHEAD_BYTES);
      frames.readAhead(Math.max(MIN_READ_BYTES, wanted + FrameHeader.BYTES));
      return read(frames, span, assembly);
    } catch (ClosedByInterruptException _) {
      close();
      Thread.interrupted();
      throw new InterruptedException();
    } catch (NoSuchFileException _) {
      close();
      return Result.GONE;
    } catch (IOException _) {
      close();
      return Result.FAILED;
    }
  }

  private Result read(FrameScanner frames, Span span, Assembly assembly) throws IOException {
    while (!assembly.isFull()) {
      Found found = ahead.<Found>map(frame -> frame).orElse(null);
      if (found == null) {
        found = frames.next(span.bytes());
      }
      ahead = Optional.empty();
      switch (found) {
        case Frame frame -> {
          if (frame.header().endNumber() > span.endNumber()) {
            close();
            lost(assembly, span.endNumber());
            return Result.DONE;
          }
          if (!take(frame, assembly)) {
            ahead = Optional.of(frame);
          }
        }
        case Unreadable bad -> {
          if (bad.to() > span.durableBytes()) {
            close();
            return Result.NOT_DURABLE;
          }
          if (frames.missesSectors() && ++failures < TRIES) {
            // A disk that comes back has lost nothing.
            close();
            return Result.FAILED;
          }
        }
        case End _ -> {
          lost(assembly, span.endNumber());
          return Result.DONE;
        }
      }
    }
    return Result.DONE;
  }

  /** False if the frame does not fit any more. */
  private boolean take(Frame frame, Assembly assembly) {
    FrameHeader header = frame.header();
    if (header.kind() == FrameKind.DATA && header.endNumber() > assembly.next()) {
      lost(assembly, header.firstNumber());
      if (!assembly.add(frame)) {
        return false;
      }
      failures = 0;
    }
    passed = header.endNumber();
    return true;
  }

  private void lost(Assembly assembly, long upTo) {
    if (upTo <= assembly.next()) {
      return;
    }
    log.lock.lock();
    try {
      log.damaged(assembly.next(), upTo);
    } finally {
      log.lock.unlock();
    }
    assembly.skipTo(upTo);
  }

  private FrameScanner at(Segment wanted, long number) throws IOException {
    FrameScanner here = scanner;
    if (here != null && segment == wanted && passed <= number) {
      return here;
    }
    close();
    DiskFile opened = log.disk.open(log.folder.resolve(wanted.name), false);
    file = opened;
    segment = wanted;
    passed = wanted.firstNumber;
    here =
        new FrameScanner(opened, Optional.of(wanted.id), SegmentHeader.BYTES, wanted.firstNumber);
    scanner = here;
    return here;
  }

  void close() {
    DiskFile open = file;
    file = null;
    scanner = null;
    segment = null;
    ahead = Optional.empty();
    if (open != null) {
      open.close();
    }
  }
}

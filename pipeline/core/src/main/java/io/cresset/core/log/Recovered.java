package io.cresset.core.log;

import io.cresset.api.model.Signal;
import io.cresset.core.log.SegmentFiles.Found;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a folder holds, put together by reading alone. Headers of all segments are read and, as a
 * rule, the frames of the newest segment alone; those of the one before as well when the newest is
 * so young that nothing in it was synced yet.
 *
 * @param segments in the order in which they were made, without what later ones supersede
 * @param superseded names of files of which nothing counts any more
 * @param replayed the last of the segments, whose frames were read
 */
record Recovered(
    SegmentFiles files,
    List<Segment> segments,
    List<String> superseded,
    Replay replay,
    List<Segment> replayed) {

  /**
   * @throws IOException if the folder cannot be listed
   */
  static Recovered read(Disk disk, Path folder, Signal signal, LogLimits limits, Logger logger)
      throws IOException {
    SegmentFiles files = SegmentFiles.read(disk, folder, signal, logger);
    while (true) {
      List<String> superseded = new ArrayList<>();
      List<Segment> segments = chain(files.found(), superseded);
      try {
        Recovered recovered = replay(disk, folder, limits, files, segments, superseded);
        files.tell();
        return recovered;
      } catch (Unreadable e) {
        files.leave(e.segment, e.cause);
      }
    }
  }

  /** A disk gives nothing of a segment. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    final String segment;
    final IOException cause;

    Unreadable(String segment, IOException cause) {
      super(cause);
      this.segment = segment;
      this.cause = cause;
    }
  }

  /** Puts segments in the order in which they were made, without what later ones supersede. */
  private static List<Segment> chain(List<Found> found, List<String> trash) {
    List<Segment> newestFirst = new ArrayList<>();
    long limit = Long.MAX_VALUE;
    for (Found each : found.reversed()) {
      if (each.firstNumber() > limit) {
        trash.add(each.name());
        continue;
      }
      Segment segment =
          new Segment(each.name(), each.id(), each.firstNumber(), each.createdUnixNanos());
      segment.bytes = each.size();
      segment.durableBytes = each.size();
      if (limit != Long.MAX_VALUE) {
        segment.extendTo(limit);
      }
      limit = each.firstNumber();
      newestFirst.add(segment);
    }
    return new ArrayList<>(newestFirst.reversed());
  }

  /**
   * Goes back until the state is whole. What can be unsynced at most sets how far that can be in a
   * log that is not damaged.
   */
  private static Recovered replay(
      Disk disk,
      Path folder,
      LogLimits limits,
      SegmentFiles files,
      List<Segment> segments,
      List<String> superseded)
      throws NoSuchFileException, Unreadable {
    int last = segments.size() - 1;
    long enoughBytes = 2L * (limits.unsyncedBytes() + limits.segmentBytes());
    for (int back = 0; ; back = 2 * back + 1) {
      int from = Math.max(0, last - back);
      Replay replay = new Replay(from == 0);
      long bytes = 0;
      for (int i = from; i <= last; i++) {
        Segment segment = segments.get(i);
        bytes += segment.bytes;
        long limit = i == last ? Long.MAX_VALUE : segment.endNumber;
        try (DiskFile file = disk.open(folder.resolve(segment.name), false)) {
          replay.segment(segment, file, segment.bytes, limit);
        } catch (NoSuchFileException e) {
          throw e; // Who reads beside a running log begins again.
        } catch (IOException e) {
          throw new Unreadable(segment.name, e);
        }
      }
      if (!replay.isWhole() && bytes > enoughBytes) {
        replay.startedTooLate();
      }
      if (replay.isWhole() || bytes > enoughBytes) {
        List<Segment> read = segments.subList(from, segments.size());
        return new Recovered(files, segments, superseded, replay, read);
      }
    }
  }

  /** The number that the next record gets. */
  long end() {
    return Math.max(replay.end(), files.numbersTakenUpTo());
  }

  /** The newest of the openings that wrote any of it; 0 for an empty folder. */
  int epoch() {
    return files.newestEpoch();
  }

  /** The newest of the segments' sequences; 0 for an empty folder. */
  int sequence() {
    return files.newestSequence();
  }

  /** Bytes behind the last good frame of the newest segment. */
  long tornBytes() {
    return segments.isEmpty() ? 0 : Math.max(0, segments.getLast().bytes - replay.goodBytes());
  }

  /** Which log it is; empty for an empty folder. */
  Optional<UUID> logId() {
    return files.logId();
  }

  /** All of it as a log that runs knows it, but for the sinks' accounts. */
  Ledger ledger(UUID logId, int epoch) {
    Ledger ledger = new Ledger(logId, epoch);
    ledger.restore(segments, replay.positions(), replay.state(), replay.snapshotSequence(), end());
    if (!segments.isEmpty() && !replay.sinksAreKnown()) {
      ledger.newSinksStartAt(ledger.start());
    }
    for (NumberRange range : replay.missing()) {
      ledger.damaged(range.from(), range.to());
    }
    return ledger;
  }
}

package io.cresset.core.log;

import io.cresset.api.Time;
import io.cresset.api.model.Signal;
import io.cresset.core.log.SegmentFiles.Found;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Opens a folder, whatever is in it. Reads all segments' headers and, as a rule, the frames of the
 * newest segment alone; those of the one before as well when the newest is so young that nothing in
 * it was synced yet. It changes only what has to be: a torn tail is cut. And it syncs what it has
 * read of: the process before may have been killed with the power still on, so that what it had not
 * synced is there, but would not survive a power cut.
 */
final class Recovery {
  private final Disk disk;
  private final Path folder;
  private final Signal signal;
  private final LogLimits limits;
  private final Logger logger;
  private final RandomGenerator random;

  private Recovery(
      Disk disk,
      Path folder,
      Signal signal,
      LogLimits limits,
      Logger logger,
      RandomGenerator random) {
    this.limits = limits;
    this.disk = disk;
    this.folder = folder;
    this.signal = signal;
    this.logger = logger;
    this.random = random;
  }

  /**
   * @throws LogFolderUnavailable if the folder cannot be created or not be read
   */
  static SegmentedLog open(
      Disk disk,
      Path folder,
      Signal signal,
      LogLimits limits,
      Time time,
      Logger logger,
      RandomGenerator random)
      throws LogFolderUnavailable {
    FolderLock.createFolder(disk, folder);
    try {
      SegmentedLog.Opened opened =
          new Recovery(disk, folder, signal, limits, logger, random).read();
      return new SegmentedLog(disk, folder, signal, limits, time, logger, random, opened);
    } catch (IOException e) {
      throw new LogFolderUnavailable(
          "the folder " + folder + " cannot be read: " + FolderLock.reason(e),
          "Let this user read and write in it, or name another one: data: /some/folder",
          e);
    }
  }

  /** What was read, and the segments from which, all of which may not be synced. */
  private record Replayed(Replay replay, List<Segment> segments) {}

  private SegmentedLog.Opened read() throws IOException {
    SegmentFiles files = SegmentFiles.read(disk, folder, signal, logger);
    List<String> trash = new ArrayList<>();
    List<Segment> segments = chain(files.found(), trash);
    UUID logId =
        segments.isEmpty()
            ? new UUID(random.nextLong(), random.nextLong())
            : segments.getLast().id.logId();
    int epoch = 1 + files.found().stream().mapToInt(found -> found.id().epoch()).max().orElse(0);
    Ledger ledger = new Ledger(logId, epoch);
    Replayed replayed = replay(segments);
    Replay replay = replayed.replay();
    long end = Math.max(replay.end(), files.numbersTakenUpTo());
    if (!segments.isEmpty()) {
      Segment last = segments.getLast();
      sync(replayed.segments(), replay.goodBytes());
      last.extendTo(end);
      last.durableBytes = last.bytes;
    }
    tell(segments, replay);
    ledger.restore(segments, replay.positions(), replay.state(), replay.snapshotSequence(), end);
    if (!segments.isEmpty() && !replay.sinksAreKnown()) {
      ledger.newSinksStartAt(ledger.start());
    }
    for (NumberRange range : replay.missing()) {
      ledger.damaged(range.from(), range.to());
    }
    int lastSequence = files.found().stream().mapToInt(f -> f.id().sequence()).max().orElse(0);
    return new SegmentedLog.Opened(ledger, lastSequence, trash, replay.state().sinks());
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
  private Replayed replay(List<Segment> segments) throws IOException {
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
        }
      }
      if (!replay.isWhole() && bytes > enoughBytes) {
        replay.startedTooLate();
      }
      if (replay.isWhole() || bytes > enoughBytes) {
        return new Replayed(replay, segments.subList(from, segments.size()));
      }
    }
  }

  /**
   * Cuts what is behind the last good frame, and makes sure of what is before.
   *
   * @param read the last segments, at least one
   */
  private void sync(List<Segment> read, long goodBytes) {
    Segment last = read.getLast();
    long torn = last.bytes - goodBytes;
    last.bytes = goodBytes;
    if (torn > 0) {
      logger.log(
          Level.INFO,
          "{0}: {1} bytes at its end were not completely written and are cut",
          folder.resolve(last.name),
          Long.toString(torn));
    }
    if (!disk.isWritable(folder)) {
      return;
    }
    try {
      disk.forceFolder(folder);
      for (Segment segment : read) {
        try (DiskFile file = disk.open(folder.resolve(segment.name), true)) {
          if (segment == last && torn > 0) {
            file.truncate(goodBytes);
          }
          file.force();
        }
      }
    } catch (IOException e) {
      // The next segment begins where the good bytes end, so what stays behind them is never read.
      logger.log(
          Level.WARNING,
          "{0} could not be synced ({1}): what was taken last is delivered, but may not survive a"
              + " power cut until then",
          folder,
          FolderLock.reason(e));
    }
  }

  private void tell(List<Segment> segments, Replay replay) {
    long lost = replay.missing().stream().mapToLong(NumberRange::count).sum();
    if (lost > 0) {
      logger.log(
          Level.WARNING,
          "{0}: {1} records are damaged and lost, the first is number {2}",
          folder,
          Long.toString(lost),
          Long.toString(replay.missing().getFirst().from()));
    }
    if (replay.positionsWentBack()) {
      logger.log(
          Level.WARNING,
          "{0}: what was taken last before a crash is incomplete; sources are read again from"
              + " before it, which may store some records twice",
          folder);
    }
    if (!segments.isEmpty() && !replay.hasSnapshot()) {
      logger.log(
          Level.WARNING,
          "{0}: the state is damaged; sources start at their oldest records again, which may store"
              + " some twice",
          folder);
    }
    if (!segments.isEmpty() && !replay.sinksAreKnown()) {
      logger.log(
          Level.WARNING,
          "{0}: the progress of the sinks is damaged; one that is not known any more starts at the"
              + " oldest record",
          folder);
    }
  }
}

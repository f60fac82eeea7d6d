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
 * it was synced yet. It changes only what has to be: a torn tail is cut.
 */
final class Recovery {
  /** How far back a whole state is looked for; each segment holds at least one. */
  private static final int MAX_SEGMENTS_READ = 4;

  private final Disk disk;
  private final Path folder;
  private final Signal signal;
  private final Logger logger;
  private final RandomGenerator random;

  private Recovery(Disk disk, Path folder, Signal signal, Logger logger, RandomGenerator random) {
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
      SegmentedLog.Opened opened = new Recovery(disk, folder, signal, logger, random).read();
      return new SegmentedLog(disk, folder, signal, limits, time, logger, random, opened);
    } catch (IOException e) {
      throw new LogFolderUnavailable(
          "the folder " + folder + " cannot be read: " + FolderLock.reason(e),
          "Let this user read and write in it, or name another one: data: /some/folder",
          e);
    }
  }

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
    Replay replay = replay(segments);
    long end = Math.max(replay.end(), files.numbersTakenUpTo());
    if (!segments.isEmpty()) {
      Segment last = segments.getLast();
      cutTail(last, replay.goodBytes());
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

  private Replay replay(List<Segment> segments) throws IOException {
    Replay replay = new Replay();
    int last = segments.size() - 1;
    for (int from = last; from >= 0 && from > last - MAX_SEGMENTS_READ; from--) {
      replay = new Replay();
      for (int i = from; i <= last; i++) {
        Segment segment = segments.get(i);
        long limit = i == last ? Long.MAX_VALUE : segment.endNumber;
        try (DiskFile file = disk.open(folder.resolve(segment.name), false)) {
          replay.segment(segment, file, segment.bytes, limit);
        }
      }
      if (replay.isWhole(segments.get(from))) {
        return replay;
      }
    }
    return replay;
  }

  /** Cuts what is behind the last good frame, and makes sure of what is before. */
  private void cutTail(Segment last, long goodBytes) {
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
    try (DiskFile file = disk.open(folder.resolve(last.name), true)) {
      if (torn > 0) {
        file.truncate(goodBytes);
      }
      file.force();
      disk.forceFolder(folder);
    } catch (IOException e) {
      // The next segment begins where the good bytes end, so what stays behind them is never read.
      logger.log(
          Level.WARNING,
          "{0} could not be synced ({1}): what it holds is delivered, but may not survive a power"
              + " cut until then",
          folder.resolve(last.name),
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

package io.cresset.core.log;

import io.cresset.api.Time;
import io.cresset.api.model.Signal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Opens a folder, whatever is in it, and changes only what has to be: a torn tail is cut. And it
 * syncs what it has read of: the process before may have been killed with the power still on, so
 * that what it had not synced is there, but would not survive a power cut.
 *
 * <p>What no frame says to be durable is first written again where it stands, the same bytes: a
 * sync of that process may have failed, which marks pages clean that never reached the disk, and
 * the next sync would promise them without writing them.
 *
 * <p>What is <em>not</em> there is made sure of as well: a file that a failed write has left empty
 * may have held half of what supersedes everything behind, and a power cut may bring that back.
 */
final class Recovery {
  private static final int COPIED_BYTES = 64 * 1024;

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

  private SegmentedLog.Opened read() throws IOException {
    Recovered found = Recovered.read(disk, folder, signal, limits, logger);
    List<Segment> segments = found.segments();
    long torn = found.tornBytes();
    if (!segments.isEmpty()) {
      leaveTail(segments.getLast(), torn);
    }
    sync(found, torn > 0);
    if (!segments.isEmpty()) {
      Segment last = segments.getLast();
      last.extendTo(found.end());
      last.durableBytes = last.bytes;
    }
    tell(segments, found.replay());
    UUID logId = found.logId().orElseGet(() -> new UUID(random.nextLong(), random.nextLong()));
    Ledger ledger = found.ledger(logId, 1 + found.epoch());
    return new SegmentedLog.Opened(
        ledger, found.sequence(), found.superseded(), found.replay().state().sinks());
  }

  /** What is behind the last good frame is not part of the log. */
  private void leaveTail(Segment last, long torn) {
    last.bytes -= torn;
    if (torn > 0) {
      logger.log(
          Level.INFO,
          "{0}: {1} bytes at its end were not completely written and are cut",
          folder.resolve(last.name),
          Long.toString(torn));
    }
  }

  /** Cuts the tail, if there is one, and makes sure of what is before and of what is not there. */
  private void sync(Recovered found, boolean hasTail) {
    if (!disk.isWritable(folder)) {
      return;
    }
    try {
      disk.forceFolder(folder);
      for (String name : found.files().hollow()) {
        try (DiskFile file = disk.open(folder.resolve(name), false)) {
          file.force();
        }
      }
      syncSegments(found, hasTail);
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

  private void syncSegments(Recovered found, boolean hasTail) throws IOException {
    List<Segment> read = found.replayed();
    Optional<Replay.Place> unclaimed = found.replay().unclaimedFrom();
    boolean isUnclaimed = false;
    for (Segment segment : read) {
      try (DiskFile file = disk.open(folder.resolve(segment.name), true)) {
        if (segment == read.getLast() && hasTail) {
          file.truncate(segment.bytes);
        }
        if (isUnclaimed) {
          writeAgain(file, 0, segment.bytes);
        } else if (unclaimed.isPresent() && unclaimed.get().segment() == segment) {
          writeAgain(file, unclaimed.get().offset(), segment.bytes);
          isUnclaimed = true;
        }
        file.force();
      }
    }
  }

  private static void writeAgain(DiskFile file, long from, long to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(COPIED_BYTES);
    // A segment of which nothing is sure begins with a header of which nothing is.
    long at = from == SegmentHeader.BYTES ? 0 : from;
    while (at < to) {
      bytes.clear().limit((int) Math.min(COPIED_BYTES, to - at));
      int count = file.read(at, bytes);
      if (count == 0) {
        return;
      }
      file.write(at, bytes.flip());
      at += count;
    }
  }

  private void tell(List<Segment> segments, Replay replay) {
    long lost = replay.missing().stream().mapToLong(NumberRange::count).sum();
    if (lost > 0) {
      SegmentedLog.sayDamaged(logger, folder, lost, replay.missing().getFirst().from());
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

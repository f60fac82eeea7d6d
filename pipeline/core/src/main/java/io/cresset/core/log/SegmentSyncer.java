package io.cresset.core.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** The sync's role: makes durable what was written, and deletes what may go. Used by one thread. */
final class SegmentSyncer {

  /** What is to be forced, as far as it was written when the sync began. */
  private record Target(Segment segment, DiskFile file, long bytes, long group) {}

  /** A file that is of no use once a group is durable. */
  private record Trash(String name, long afterGroup) {}

  private final SegmentedLog log;
  private final System.Logger logger;

  /** Whether the user has been told that records make room that a sink has not had. */
  private boolean saidDisplacing;

  // Guarded by the log's lock
  private final List<Trash> trash = new ArrayList<>();
  private int filesMade;
  private int filesForced;

  SegmentSyncer(SegmentedLog log, System.Logger logger) {
    this.log = log;
    this.logger = logger;
  }

  /** The name of a new file needs a force of the folder. The caller holds the lock. */
  void fileMade() {
    filesMade++;
  }

  void throwAway(String name, long afterGroup) {
    log.lock.lock();
    try {
      trash.add(new Trash(name, afterGroup));
    } finally {
      log.lock.unlock();
    }
  }

  void sync() throws IOException {
    List<Target> targets = new ArrayList<>();
    int made;
    boolean newNames;
    log.lock.lock();
    try {
      log.retired().forEach(Segment::closeFile);
      log.retired().clear();
      if (log.isPoisoned()) {
        return;
      }
      for (Segment segment : log.unsynced()) {
        if (segment.file != null) {
          targets.add(new Target(segment, segment.file, segment.bytes, segment.lastGroup));
        }
      }
      made = filesMade;
      newNames = made != filesForced;
    } finally {
      log.lock.unlock();
    }
    if (targets.isEmpty()) {
      return;
    }
    if (newNames) {
      log.disk.forceFolder(log.folder);
    }
    for (Target target : targets) {
      target.file().force();
      if (!forced(target, made)) {
        return;
      }
    }
  }

  private boolean forced(Target target, int made) {
    log.lock.lock();
    try {
      if (log.isPoisoned() || !log.unsynced().contains(target.segment())) {
        return false;
      }
      filesForced = made;
      log.ledger.becameDurable(target.segment(), target.bytes(), target.group());
      log.synced(target.segment());
      return true;
    } finally {
      log.lock.unlock();
    }
  }

  void reap() {
    List<Trash> gone = new ArrayList<>();
    log.lock.lock();
    try {
      long displacedBefore = log.ledger.expiredRecords();
      boolean inNeed = log.isFull();
      var oldest = log.ledger.removeOldest(log.limits, inNeed);
      while (oldest.isPresent()) {
        gone.add(new Trash(oldest.get().name, 0));
        oldest = log.ledger.removeOldest(log.limits, inNeed);
      }
      if (!gone.isEmpty()) {
        sayDisplacing(log.ledger.expiredRecords() > displacedBefore);
        log.passed.signalAll();
      }
      long durableGroup = log.ledger.durableGroup();
      for (Trash each : trash) {
        if (each.afterGroup() <= durableGroup) {
          gone.add(each);
        }
      }
      trash.removeAll(gone);
    } finally {
      log.lock.unlock();
    }
    for (Trash each : gone) {
      try {
        log.disk.delete(log.folder.resolve(each.name()));
      } catch (NoSuchFileException _) {
        // Somebody else has deleted it, which is as good.
        continue;
      } catch (IOException _) {
        throwAway(each.name(), each.afterGroup());
      }
    }
  }

  private void sayDisplacing(boolean displaced) {
    if (displaced && !saidDisplacing) {
      logger.log(
          System.Logger.Level.WARNING,
          "the log of {0} is full: its oldest records make room for new ones and are lost for {1},"
              + " counted as dropped",
          log.name(),
          String.join(", ", log.ledger.atTheOldest()));
    }
    saidDisplacing = displaced;
  }
}

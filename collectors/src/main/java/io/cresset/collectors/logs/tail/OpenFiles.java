package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The files that are open, so many at most. Without a place the longest unused one is closed in
 * which there is nothing unread, or which has to wait for others.
 */
final class OpenFiles {
  private final TailSettings settings;
  private final TailCounts counts;
  private final System.Logger logger;

  /** The one used last at the end. */
  private final Set<Tailed> open = new LinkedHashSet<>();

  private final Set<Tailed> refused = new LinkedHashSet<>();

  OpenFiles(TailSettings settings, TailCounts counts, System.Logger logger) {
    this.settings = settings;
    this.counts = counts;
    this.logger = logger;
  }

  /** How it went. */
  enum Result {
    OPEN,
    /** All places are taken by files that have something unread. */
    NO_PLACE,
    /** Another file is there by now. */
    MOVED,
    /** It may not be read, or not now. */
    REFUSED
  }

  Result open(Tailed file, long nowNanos) {
    if (file.content != null) {
      open.remove(file);
      open.add(file);
      return Result.OPEN;
    }
    Path path = file.path;
    if (path == null) {
      return Result.MOVED;
    }
    if (open.size() >= settings.maxOpenFiles() && !makePlace() && !isInTheWay(file)) {
      if (counts.reached(TailCounts.Limit.OPEN_FILES)) {
        logger.log(
            Level.WARNING,
            "{0} files are open and have something unread, so others wait; raise max_open_files",
            Integer.toString(open.size()));
      }
      return Result.NO_PLACE;
    }
    try {
      Optional<Content> content = Content.open(path, file.key, file.gzip);
      if (content.isEmpty()) {
        return Result.MOVED;
      }
      file.content = content.get();
      file.usedNanos = nowNanos;
      open.add(file);
      refused.remove(file);
    } catch (IOException e) {
      refuse(file, path, e);
      return Result.REFUSED;
    } finally {
      count();
    }
    return Result.OPEN;
  }

  private void refuse(Tailed file, Path path, IOException why) {
    refused.add(file);
    if (!file.refused) {
      file.refused = true;
      logger.log(
          Level.WARNING,
          why instanceof AccessDeniedException
              ? "{0} may not be read by this user; cresset check says what to do"
              : "{0} cannot be read: {1}",
          path,
          String.valueOf(why.getMessage()));
    }
  }

  /** Closes one in which there is nothing unread, else one that has to wait for others. */
  private boolean makePlace() {
    for (Tailed file : open) {
      if (isIdle(file)) {
        close(file);
        return true;
      }
    }
    for (Tailed file : open) {
      boolean waits = file.chain.isWaiting() || !file.equals(file.chain.next());
      if (waits && !file.isMissing()) {
        close(file);
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a deleted file, that would be lost if it was closed, waits for this one to be read. It
   * gets a place beyond the limit then, or neither would ever be read.
   */
  private boolean isInTheWay(Tailed file) {
    for (Tailed other : open) {
      Chain chain = other.chain;
      if (other.isMissing() && (chain.equals(file.chain) || file.chain.equals(chain.before))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIdle(Tailed file) {
    if (file.isMissing() || file.chain.queued) {
      return false;
    }
    Reading reading = file.chain.reading;
    return file.isDone()
        || file.lowestMark() >= file.seenBytes
        || (reading != null
            && reading.file.equals(file)
            && reading.taken + reading.left >= file.seenBytes);
  }

  /** Closes what was not used since then. */
  void closeUnusedSince(long nanos) {
    for (Tailed file : open.toArray(Tailed[]::new)) {
      if (file.usedNanos - nanos > 0) {
        continue;
      }
      if (isIdle(file)) {
        close(file);
        Reading reading = file.chain.reading;
        if (reading != null && reading.file.equals(file) && !reading.isPending()) {
          // It begins again at the marks, if ever.
          file.chain.reading = null;
        }
      }
    }
  }

  void close(Tailed file) {
    file.close();
    open.remove(file);
    if (!file.isMissing() && !file.isDone()) {
      // It may be another when it is opened again.
      file.verified = false;
    }
    keepTail(file);
    count();
  }

  /** Closes one that lies under a name by its bytes, if those are not what is open. */
  void closeIfOther(Tailed file) {
    if (file.content != null && !Prints.isStillAsItWas(file)) {
      close(file);
    }
  }

  private static void keepTail(Tailed file) {
    Reading reading = file.chain.reading;
    if (reading != null && reading.file.equals(file) && reading.before.length > 0) {
      file.tail = reading.tail();
    }
  }

  /** One file goes on as another, and stays open if it is. */
  void handOver(Tailed from, Tailed to) {
    Content content = from.content;
    if (content == null || from.gzip != to.gzip) {
      forget(from);
      return;
    }
    keepTail(from);
    refused.remove(from);
    open.remove(from);
    from.content = null;
    to.content = content;
    to.usedNanos = from.usedNanos;
    open.add(to);
    count();
  }

  void forget(Tailed file) {
    refused.remove(file);
    close(file);
  }

  void closeAll() {
    for (Tailed file : Set.copyOf(open)) {
      close(file);
    }
  }

  /** What deleted files hold of the disk. */
  Held held() {
    long bytes = 0;
    long most = -1;
    Optional<Tailed> largest = Optional.empty();
    for (Tailed file : open) {
      if (file.isMissing() && file.content != null) {
        try {
          long holds = file.content.diskBytes();
          bytes += holds;
          if (holds > most) {
            most = holds;
            largest = Optional.of(file);
          }
        } catch (IOException _) {
          // It holds nothing that we could give back.
        }
      }
    }
    return new Held(bytes, largest);
  }

  /** What deleted files hold, and which holds most. */
  record Held(long bytes, Optional<Tailed> largest) {}

  private void count() {
    counts.openNow.set(open.size());
    counts.unreadableNow.set(refused.size());
  }
}

package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Files that are under no name any more. One that is open is read to its end, unless all of them
 * hold too much of the disk; the others are remembered for a while, because they may come back
 * under another name, and then forgotten. What was not read by then is counted as lost.
 */
final class Nameless {
  /** How long a file may have no name before it counts as gone: it may be on the way to another. */
  private static final long WAIT_NANOS = Duration.ofSeconds(10).toNanos();

  /**
   * How long the last known file of a chain is remembered, by which others would be known as new.
   */
  private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();

  /** Of one that a link led to so many are remembered, since it may lead back. */
  private static final int REMEMBERED_OF_LINK = 8;

  private final TailSettings settings;
  private final Time time;
  private final System.Logger logger;
  private final TailCounts counts;
  private final OpenFiles open;
  private final Outbox out;
  private final Identities identities;
  private final Owner owner;
  private final Set<Tailed> files = new LinkedHashSet<>();

  /** Who reads them. */
  interface Owner {

    /** There may be something to read. */
    void enqueue(Chain chain);

    /** It is not followed any more. */
    void forgotten(Tailed file);
  }

  Nameless(
      TailSettings settings,
      Time time,
      System.Logger logger,
      TailCounts counts,
      OpenFiles open,
      Outbox out,
      Identities identities,
      Owner owner) {
    this.settings = settings;
    this.time = time;
    this.logger = logger;
    this.counts = counts;
    this.open = open;
    this.out = out;
    this.identities = identities;
    this.owner = owner;
  }

  /** Whether there are some that may grow or end, and nobody would tell. */
  boolean isHoldingUnended() {
    for (Tailed file : files) {
      if (file.content != null && !file.isThrough()) {
        return true;
      }
    }
    return false;
  }

  Collection<Tailed> files() {
    return files;
  }

  void add(Tailed file) {
    files.add(file);
  }

  /** Takes it or lets it go, by whether it has a name. */
  void sort(Tailed file) {
    if (file.isMissing()) {
      files.add(file);
    } else {
      files.remove(file);
    }
  }

  /** Sees which can be closed, forgotten or given up. */
  void chores() {
    long now = time.monotonicNanos();
    for (Tailed file : List.copyOf(files)) {
      chore(file, now);
    }
    giveUpLargest();
  }

  private void chore(Tailed file, long now) {
    Chain chain = file.chain;
    if (!file.isMissing() || !chain.files.contains(file)) {
      files.remove(file);
      return;
    }
    if (file.content != null && !file.isThrough()) {
      // Nobody tells that it has grown, or ends.
      owner.enqueue(chain);
      return;
    }
    if (file.content != null && file.isDone()) {
      open.close(file);
    }
    if (file.content != null || now - file.missingSinceNanos < WAIT_NANOS) {
      return;
    }
    boolean isLast = chain.files.getLast().equals(file);
    if (isLast && now - file.missingSinceNanos < REMEMBERED_NANOS) {
      return;
    }
    if (mayComeBack(file)) {
      settle(file);
      return;
    }
    forget(file);
  }

  /** Whether it may well lie where it was, and only a link leads elsewhere now. */
  private static boolean mayComeBack(Tailed file) {
    Chain chain = file.chain;
    if (file.truncated || !chain.isLinked()) {
      return false;
    }
    long later =
        chain.files.stream()
            .filter(it -> it.isMissing() && it.missingSinceNanos - file.missingSinceNanos > 0)
            .count();
    return later < REMEMBERED_OF_LINK;
  }

  /** What was not read of it will not be, as far as is known. */
  private void settle(Tailed file) {
    long unread = file.passedOver ? 0 : file.seenBytes - file.lowestMark();
    if (unread > 0 && !file.isDone()) {
      lose(file.truncated ? TailCounts.Loss.TRUNCATED : TailCounts.Loss.DELETED, file, unread);
    } else if (!file.verified && !file.passedOver && !file.truncated) {
      counts.vanishedFiles.incrementAndGet();
    }
    file.seenBytes = Math.min(file.seenBytes, file.lowestMark());
    file.verified = true;
  }

  private void forget(Tailed file) {
    settle(file);
    Reading reading = file.chain.reading;
    if (reading != null && reading.file.equals(file)) {
      file.chain.reading = null;
    }
    passOn(file);
    open.forget(file);
    out.gone(file);
    identities.forget(file);
    files.remove(file);
    file.chain.files.remove(file);
    owner.forgotten(file);
  }

  /** The line that it ends in goes on in the next one. */
  private void passOn(Tailed file) {
    Tailed next = file.chain.successor(file);
    if (next == null) {
      return;
    }
    for (int stream = 0; stream < next.marks.length; stream++) {
      if (next.marks[stream] == 0 && next.pieces[stream] == 0 && file.pieces[stream] > 0) {
        next.pieces[stream] = file.pieces[stream];
        out.moved(next);
      }
    }
  }

  void lose(TailCounts.Loss why, Tailed file, long bytes) {
    counts.lost(why, bytes);
    logger.log(
        Level.WARNING,
        "{0}: {1} bytes are lost: {2}",
        file,
        Long.toString(bytes),
        switch (why) {
          case TRUNCATED -> "it was truncated before they were read, and there is no copy";
          case DELETED -> "it was deleted before they were read";
          case MAX_DELETED_BYTES -> "deleted files held more than max_deleted on the disk";
          case DAMAGED -> "what is compressed there is damaged";
        });
  }

  private void giveUpLargest() {
    OpenFiles.Held held = open.held();
    counts.deletedBytesNow.set(held.bytes());
    if (held.bytes() <= settings.maxDeletedBytes() || held.largest().isEmpty()) {
      return;
    }
    Tailed file = held.largest().get();
    boolean _ = counts.reached(TailCounts.Limit.DELETED_BYTES);
    long unread = size(file) - file.lowestMark();
    if (unread > 0) {
      lose(TailCounts.Loss.MAX_DELETED_BYTES, file, unread);
    }
    file.passedOver = true;
    file.chain.rewind();
    forget(file);
    owner.enqueue(file.chain);
  }

  private static long size(Tailed file) {
    Content content = file.content;
    try {
      long size = content == null || file.gzip ? 0 : content.size();
      return Math.max(file.seenBytes, size);
    } catch (IOException _) {
      return file.seenBytes;
    }
  }

  private static boolean isHeldUnread(Tailed file) {
    return file.content != null && !file.isDone() && size(file) > file.lowestMark();
  }

  /** Whether one that only this program still holds has something unread. */
  boolean isHoldingUnread() {
    return files.stream().anyMatch(Nameless::isHeldUnread);
  }

  /** The program ends: what is held here is let go, and cannot be read any more. */
  void leave() {
    for (Tailed file : files) {
      if (isHeldUnread(file)) {
        lose(TailCounts.Loss.DELETED, file, size(file) - file.lowestMark());
      }
    }
  }
}

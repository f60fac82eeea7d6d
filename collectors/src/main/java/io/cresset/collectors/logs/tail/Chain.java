package io.cresset.collectors.logs.tail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One log over its rotations. */
final class Chain {
  /** Room between neighbours, for files that turn out to lie between them. */
  static final long ORDER_STEP = 1L << 20;

  private static final long FIRST_ORDER = 1L << 40;
  private static final int HASH_BYTES = 12;

  final String id;
  final String hash;

  /** Oldest first. */
  final List<Tailed> files = new ArrayList<>();

  /** What lies there now, by path. */
  final Map<Path, Found> found = new HashMap<>();

  /** What lies there under these has other content than it had, and is read from its beginning. */
  final Set<Stat.Key> replaced = new HashSet<>();

  @Nullable Reading reading;

  /** A chain that follows it has begun: nothing more comes. */
  boolean over;

  /** The chain that this one ends; read first while it has something. */
  @Nullable Chain before;

  /** Whether it stands in line to be read. */
  boolean queued;

  /** Whether it has something that cannot be read now. */
  boolean aside;

  /** Streams of each of its files. */
  final int streams;

  /** How often in a row it could not be matched, because its names changed meanwhile. */
  int unsettled;

  final Rate rate;

  /**
   * A file under a name.
   *
   * @param link whether the name is a link, that may lead to another file and back to this one
   * @param size when it was looked at
   */
  record Found(
      Path path, Place place, boolean link, Stat.Key key, long size, long modifiedUnixNanos) {}

  Chain(String id, int streams, Rate rate) {
    this.id = id;
    this.streams = streams;
    this.hash = hash(id);
    this.rate = rate;
  }

  /** What stands for a chain in keys, which must not be as long as a path can be. */
  static String hash(String id) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(all, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The order of one that is newer than all that are known. */
  long nextOrder() {
    return files.isEmpty() ? FIRST_ORDER : files.getLast().order + ORDER_STEP;
  }

  /** An order just before a known one; -1 if there is no room. */
  long orderBefore(int index) {
    long next = files.get(index).order;
    long before = index == 0 ? Math.max(0, next - 2 * ORDER_STEP) : files.get(index - 1).order;
    return next - before < 2 ? -1 : before + (next - before) / 2;
  }

  /** The oldest one that has something unread and can be read; null if there is none. */
  @Nullable Tailed next() {
    for (Tailed file : files) {
      if (!file.isThrough() && file.isReadable()) {
        return file;
      }
    }
    return null;
  }

  /** What is to be read after it; null if there is nothing yet. */
  @Nullable Tailed successor(Tailed of) {
    for (int i = files.indexOf(of) + 1; i < files.size(); i++) {
      Tailed file = files.get(i);
      if (!file.passedOver && file.isReadable()) {
        return file;
      }
    }
    return null;
  }

  /** Whether there is something to be read, or to be offered for the last time. */
  boolean needsTurn() {
    Tailed next = next();
    return next != null
        && (next.gzip
            || next.seenBytes != next.lowestMark()
            || successor(next) != null
            || next.isMissing());
  }

  /** Whether what is to be read next may not be read by this user, or not now. */
  boolean isRefused() {
    Tailed next = next();
    return next != null && next.refused;
  }

  /** Whether another chain has to be read first, and can be. */
  boolean isWaiting() {
    return before != null && (before.queued || before.aside) && !before.isRefused();
  }

  /**
   * The next piece of a line that began in a file before this one, of which nothing more can be
   * read; 0 if there is none.
   */
  int begunBefore(Tailed file, int stream) {
    int begun = 0;
    for (Tailed older : files) {
      if (older.order >= file.order) {
        break;
      }
      if (older.marks[stream] > 0 || older.pieces[stream] > 0) {
        begun = older.isDone() || !older.isReadable() ? older.pieces[stream] : 0;
      }
    }
    return begun;
  }

  /** Under its name and inode lies another content than it had. */
  void replaced(Tailed file) {
    replaced.add(file.key);
    Found known = file.path == null ? null : found.get(file.path);
    if (known != null) {
      // How long the old one was is not what is to be read of the new one.
      Stat.of(known.path)
          .ifPresent(now -> found.put(known.path, found(known.path, known.place, known.link, now)));
    }
  }

  static Found found(Path path, Place place, boolean link, Stat stat) {
    return new Found(path, place, link, stat.key(), stat.size(), stat.modifiedUnixNanos());
  }

  /** Whether one of its names leads to a file that it may lead away from. */
  boolean isLinked() {
    return found.values().stream().anyMatch(Found::link);
  }

  /** Begins again at what was emitted last. */
  void rewind() {
    reading = null;
    for (Tailed file : files) {
      if (!file.isDone()) {
        file.end = -1;
        file.verified = false;
      }
    }
  }
}

package io.cresset.collectors.logs.tail;

import io.cresset.api.model.ByteSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which file is which over all chains of a collector. One that gets another chain's name is read on
 * there, and one with names in two chains is followed in one of them: where its name is no link, or
 * where it was first. The other chain hears when that name is gone.
 */
final class Identities {
  /** How long a file that is renamed has no name, as far as is seen. */
  private static final long RENAMED_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * With fewer bytes a file under another inode or in another chain is not taken for a known one.
   */
  private static final int LEAST_HEAD_BYTES = 64;

  private final Unclaimed unclaimed;
  private final TailCounts counts;
  private final Consumer<Chain> touch;
  private final Map<Stat.Key, Tailed> files = new HashMap<>();

  /** Chains in which a file has a name, that is followed in another. */
  private final Map<Stat.Key, Set<Chain>> waiting = new HashMap<>();

  /**
   * @param touch is told of chains that have to be matched again
   */
  Identities(
      Map<String, ByteSlice> stored, TailCounts counts, long nowNanos, Consumer<Chain> touch) {
    this.counts = counts;
    this.unclaimed = new Unclaimed(stored, nowNanos);
    this.touch = touch;
  }

  /** What a chain had in an earlier life, oldest first. */
  Collection<Tailed> claim(Chain chain, long nowNanos) {
    Collection<Tailed> claimed = unclaimed.claim(chain, nowNanos);
    claimed.forEach(file -> files.put(file.key, file));
    return claimed;
  }

  void expire(long nowNanos, Outbox out) {
    unclaimed.expire(nowNanos, out);
  }

  /** From now on a file is known by this. */
  void is(Tailed file, Stat.Key key) {
    forget(file);
    file.key = key;
    if (!key.equals(Stat.Key.NONE)) {
      files.put(key, file);
    }
  }

  /** A file is not followed any more. */
  void forget(Tailed file) {
    if (files.remove(file.key, file)) {
      lostName(file);
    }
  }

  /** A chain is not followed any more, and waits for nothing. */
  void forget(Chain chain) {
    waiting.values().removeIf(others -> others.remove(chain) && others.isEmpty());
  }

  /** A file has no name in its chain any more. */
  void lostName(Tailed file) {
    Set<Chain> others = waiting.remove(file.key);
    if (others != null) {
      others.forEach(touch);
    }
  }

  /**
   * What is known, in another chain or of an earlier life, of a file that is new to a chain.
   * Programs that write the same words first to one log after the other, of which the last has the
   * inode of the first, are not to be taken for one that renames its log: unless a file is held, or
   * still has its name, it must have lost that just now.
   *
   * @param starting whether names may have changed for long
   * @param nameless files without a name, of which it may be what was compressed
   */
  Optional<Tailed> elsewhere(
      Chain chain,
      Chain.Found found,
      boolean starting,
      Collection<Tailed> nameless,
      long nowNanos) {
    Tailed known = files.get(found.key());
    if (known != null
        && !known.chain.equals(chain)
        && known.gzip == found.place().gzip()
        && (known.content != null
            || isNamed(known)
            || ((starting || nowNanos - known.missingSinceNanos <= RENAMED_NANOS)
                && isProven(known, found, true)))) {
      return Optional.of(known);
    }
    if (starting) {
      Optional<Tailed> earlier =
          unclaimed.file(found.key(), chain, nowNanos).filter(it -> isProven(it, found, true));
      if (earlier.isPresent()) {
        return earlier;
      }
    }
    return !found.place().gzip()
        ? Optional.empty()
        : nameless.stream()
            .filter(it -> it.isMissing() && !it.chain.equals(chain))
            .filter(it -> it.head.bytes() >= Fingerprint.HEAD_BYTES)
            .filter(it -> Prints.hasContentOf(it, found))
            .findFirst();
  }

  /**
   * Whether its bytes show what was just found to be a known file. Too few do not: many logs begin
   * with the same words. What would have been known by more is counted if it is new.
   */
  boolean isProven(Tailed known, Chain.Found found, boolean isNew) {
    boolean begins = known.head.bytes() > 0 && Prints.hasContentOf(known, found);
    if (begins && known.head.bytes() < LEAST_HEAD_BYTES) {
      counts.shortFiles.addAndGet(isNew ? 1 : 0);
      return false;
    }
    return begins;
  }

  private static boolean isNamed(Tailed file) {
    Path path = file.path;
    return path != null && Stat.of(path).filter(now -> now.key().equals(file.key)).isPresent();
  }

  /** Whether a file is to be followed where it is already, and not under the name found now. */
  boolean stays(Tailed known, Chain chain, Chain.Found found) {
    Path path = known.path;
    boolean stays = path != null && isNamed(known) && (isOwnName(path) || !isOwnName(found.path()));
    if (stays) {
      waiting.computeIfAbsent(found.key(), _ -> new HashSet<>()).add(chain);
    }
    return stays;
  }

  private static boolean isOwnName(Path path) {
    try {
      return path.toRealPath().equals(path);
    } catch (IOException _) {
      return false;
    }
  }

  /** A file goes on in another chain, from where it was read to. */
  void move(Tailed from, Tailed to, Outbox out, OpenFiles open) {
    open.handOver(from, to);
    to.head = from.head;
    to.tail = from.tail;
    to.seenBytes = from.seenBytes;
    to.end = from.end;
    to.packedBytes = from.packedBytes;
    to.passedOver = from.passedOver;
    to.verified = false;
    if (from.marks.length == to.marks.length) {
      to.marks = from.marks.clone();
      to.pieces = from.pieces.clone();
    } else {
      to.allRead(from.lowestMark());
    }
    Chain chain = from.chain;
    if (chain.reading != null && chain.reading.file.equals(from)) {
      chain.reading = null;
    }
    out.moved(to);
    if (chain.files.remove(from)) {
      out.gone(from);
      touch.accept(chain);
    } else {
      unclaimed.gone(from.key, out);
    }
  }
}

package io.cresset.collectors.logs.tail;

import io.cresset.api.collect.Excerpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of a chain's files are which after something has happened to their names.
 *
 * <ol>
 *   <li>By device and inode, if the bytes by which it is known are there: an inode may be another
 *       file's by now.
 *   <li>By these bytes alone, for what is under no name any more: it may be compressed by now, or
 *       be a copy whose original was truncated.
 *   <li>Of the rest, what is newer than the newest known one is new, and read from its beginning;
 *       so is everything if nothing known is there any more. What is older is passed over: it was
 *       read in an earlier life and forgotten, or is a copy. In a chain of which nothing is known
 *       the settings say where it begins.
 * </ol>
 */
final class Matching {
  private final AtEnd atEnd;
  private final TailSettings settings;
  private final Outbox out;
  private final OpenFiles open;
  private final Nameless nameless;
  private final Identities identities;
  private final Optional<Excerpt> excerpt;
  private final Reader.Owner owner;

  /** All that is there was there before this program. */
  private boolean starting = true;

  /** What is there is not wanted. */
  private boolean fromEnd;

  Matching(
      Layout layout,
      TailSettings settings,
      Outbox out,
      OpenFiles open,
      Nameless nameless,
      Identities identities,
      Optional<Excerpt> excerpt,
      Reader.Owner owner) {
    this.atEnd = new AtEnd(layout, settings, out);
    this.settings = settings;
    this.fromEnd = settings.fromEnd();
    this.out = out;
    this.open = open;
    this.nameless = nameless;
    this.identities = identities;
    this.excerpt = excerpt;
    this.owner = owner;
  }

  /** An earlier life knew all that there was then. */
  void goesOn() {
    fromEnd = false;
  }

  /** What is found from now on has just come to be. */
  void started() {
    starting = false;
  }

  /**
   * What lies there of a chain, and which of it is known.
   *
   * @param present oldest first
   * @param unknown whether nothing was known of the chain
   */
  record Names(
      Chain chain, List<Chain.Found> present, Map<Chain.Found, Tailed> who, boolean unknown) {}

  /** Finds the known ones among what lies there. */
  Names recognize(Chain chain, long nowNanos) {
    Names names = new Names(chain, present(chain), new HashMap<>(), chain.files.isEmpty());
    byKey(chain, names.present, names.who, nowNanos);
    byContent(chain, names.present, names.who);
    return names;
  }

  /**
   * Decides what the others are, once the known ones of all chains were recognized.
   *
   * @return false if the names changed meanwhile, so that it has to be done again
   */
  boolean decide(Names names, long nowNanos) {
    if (names.who.size() < names.present.size() && !isStillSo(names.present)) {
      return false;
    }
    decide(names.chain, names.present, names.who, names.unknown, nowNanos);
    for (Chain.Found file : names.present) {
      settle(names.chain, names.who.get(file), file);
    }
    return true;
  }

  /** Oldest first; of what has one age, or is one file under two names, only one. */
  private static List<Chain.Found> present(Chain chain) {
    List<Chain.Found> all = new ArrayList<>(chain.found.values());
    all.sort(
        Comparator.comparingLong((Chain.Found file) -> file.place().age())
            .thenComparing(
                file -> file.place().age() == Place.BY_TIME ? file.modifiedUnixNanos() : 0)
            .thenComparing(file -> file.place().gzip())
            .thenComparing(Chain.Found::path));
    List<Chain.Found> present = new ArrayList<>(all.size());
    Map<Stat.Key, Integer> keys = new HashMap<>();
    for (Chain.Found file : all) {
      Integer same = keys.get(file.key());
      if (same != null) {
        present.set(same, file);
      } else if (!isTwin(present, file)) {
        keys.put(file.key(), present.size());
        present.add(file);
      }
    }
    return present;
  }

  /** Whether one that is compressed is being made of another that is there. */
  private static boolean isTwin(List<Chain.Found> older, Chain.Found gzip) {
    if (!gzip.place().gzip() || older.isEmpty()) {
      return false;
    }
    if (gzip.place().age() == Place.BY_TIME) {
      return older.stream().anyMatch(plain -> gzip.path().toString().equals(plain.path() + ".gz"));
    }
    Chain.Found plain = older.getLast();
    return plain.place().age() == gzip.place().age() && !plain.place().gzip();
  }

  private static boolean isStillSo(List<Chain.Found> present) {
    return present.stream()
        .allMatch(
            file -> Stat.of(file.path()).filter(now -> now.key().equals(file.key())).isPresent());
  }

  private void byKey(
      Chain chain, List<Chain.Found> present, Map<Chain.Found, Tailed> who, long nowNanos) {
    Map<Stat.Key, Chain.Found> byKey = new HashMap<>();
    present.forEach(file -> byKey.put(file.key(), file));
    for (Tailed file : List.copyOf(chain.files)) {
      Chain.Found found = byKey.get(file.key);
      if (found != null && file.isUnknown()) {
        identities.forget(file);
        chain.files.remove(file);
        continue;
      }
      if (found == null || who.containsKey(found)) {
        loseName(chain, file, nowNanos);
      } else if (isSame(file, found)) {
        file.path = found.path();
        file.gzip = found.place().gzip();
        who.put(found, file);
      } else if (!file.isMissing() && file.content != null) {
        // It was truncated, so it does not say that what is older was read.
        owner.replaced(file);
      } else {
        // Another content of this log has its inode.
        file.truncated |= !found.place().gzip();
        loseName(chain, file, nowNanos);
      }
    }
  }

  private void loseName(Chain chain, Tailed file, long nowNanos) {
    if (file.path == null) {
      return;
    }
    file.path = null;
    file.missingSinceNanos = nowNanos;
    if (file.hasGrown()) {
      file.end = -1;
      chain.rewind();
    }
    identities.lostName(file);
  }

  private boolean isSame(Tailed file, Chain.Found found) {
    if (found.place().gzip() != file.gzip && file.verified) {
      // What is compressed is another file.
      return false;
    }
    if (file.content != null) {
      return Prints.isStillAsItWas(file);
    }
    if (file.head.bytes() == 0) {
      // Nothing is known of it but that it is not to be read from its beginning.
      return found.path().equals(file.path);
    }
    return Prints.hasContentOf(file, found);
  }

  private void byContent(Chain chain, List<Chain.Found> present, Map<Chain.Found, Tailed> who) {
    for (Tailed file : List.copyOf(chain.files)) {
      if (!file.isMissing() || !Prints.hasHead(file)) {
        continue;
      }
      for (Chain.Found found : present) {
        Tailed other = who.get(found);
        boolean free = other == null || (other.passedOver && !other.equals(file));
        if (free && isSameContent(file, found, other == null)) {
          if (other != null) {
            chain.files.remove(other);
            out.gone(other);
            identities.forget(other);
          }
          identities.is(file, found.key());
          file.path = found.path();
          file.gzip = found.place().gzip();
          file.verified = true;
          file.missingSinceNanos = 0;
          file.truncated = false;
          open.closeIfOther(file);
          who.put(found, file);
          out.moved(file);
          break;
        }
      }
    }
  }

  private boolean isSameContent(Tailed file, Chain.Found found, boolean isNew) {
    if (!found.place().gzip() && found.place().age() == Place.NEWEST) {
      return false;
    }
    // What was truncated a moment ago was copied before, however little it was.
    return found.place().gzip() || file.truncated
        ? Prints.hasContentOf(file, found)
        : identities.isProven(file, found, isNew);
  }

  private void decide(
      Chain chain,
      List<Chain.Found> present,
      Map<Chain.Found, Tailed> who,
      boolean unknown,
      long nowNanos) {
    int newest = -1;
    for (int i = 0; i < present.size(); i++) {
      Tailed file = who.get(present.get(i));
      if (file != null && isTelling(file)) {
        newest = i;
      }
    }
    for (int i = 0; i < present.size(); i++) {
      Chain.Found found = present.get(i);
      if (who.containsKey(found)) {
        continue;
      }
      Optional<Tailed> known =
          identities.elsewhere(chain, found, starting, nameless.files(), nowNanos);
      if (known.isPresent()) {
        if (!identities.stays(known.get(), chain, found)) {
          Tailed file = insert(chain, found, who, i, present);
          take(file, found, who);
          identities.move(known.get(), file, out, open);
          if (!starting && !file.isThrough()) {
            // Its new name may be gone in a moment.
            OpenFiles.Result _ = open.open(file, nowNanos);
          }
        }
        continue;
      }
      boolean isNewest = i == present.size() - 1;
      boolean anew = chain.replaced.remove(found.key());
      boolean old = (i < newest && !anew) || (unknown && isOld(found, isNewest));
      Tailed file = insert(chain, found, who, i, present);
      if (unknown && starting && fromEnd && excerpt.isEmpty() && isNewest) {
        atEnd.start(file, found);
      }
      take(file, found, who);
      if (old) {
        file.passedOver = true;
        file.allRead(found.size());
        file.seenBytes = found.size();
      } else if (!starting) {
        // It may be gone in a moment.
        OpenFiles.Result _ = open.open(file, nowNanos);
      }
      Prints.meet(file, found);
    }
  }

  private static void take(Tailed file, Chain.Found found, Map<Chain.Found, Tailed> who) {
    file.path = found.path();
    file.gzip = found.place().gzip();
    who.put(found, file);
  }

  /** Whether a file of a chain of which nothing is known is none that anybody asked for. */
  private boolean isOld(Chain.Found found, boolean isNewest) {
    if (excerpt.isPresent()) {
      long since = excerpt.get().since().getEpochSecond();
      return found.modifiedUnixNanos() / 1_000_000_000L < since;
    }
    return starting && fromEnd && !isNewest;
  }

  /**
   * Whether what is older than this one was read, or passed over, before: a chain is read in its
   * order, so it was if anything was emitted of this one.
   */
  private boolean isTelling(Tailed file) {
    if (file.passedOver) {
      return false;
    }
    for (long mark : file.marks) {
      if (mark > 0) {
        return true;
      }
    }
    return settings.fromEnd() && file.stored;
  }

  /** It stands in the chain where its name says. */
  private Tailed insert(
      Chain chain,
      Chain.Found found,
      Map<Chain.Found, Tailed> who,
      int index,
      List<Chain.Found> present) {
    @Nullable Tailed next = null;
    for (int i = index + 1; i < present.size() && next == null; i++) {
      next = who.get(present.get(i));
    }
    int at = next == null ? chain.files.size() : chain.files.indexOf(next);
    long order = at == chain.files.size() ? chain.nextOrder() : chain.orderBefore(at);
    if (order < 0) {
      at = chain.files.size();
      order = chain.nextOrder();
    }
    Tailed file = new Tailed(chain, order, found.key());
    identities.is(file, found.key());
    file.verified = true;
    chain.files.add(at, file);
    return file;
  }

  /** Sees what is unread in it. */
  private static void settle(Chain chain, @Nullable Tailed file, Chain.Found found) {
    if (file == null || file.passedOver) {
      return;
    }
    if (found.place().gzip()) {
      return;
    }
    if (file.end >= 0 && found.size() != file.end) {
      file.end = -1;
      chain.rewind();
    }
    if (file.end < 0
        && found.size() == file.lowestMark()
        && found.size() == file.seenBytes
        && chain.successor(file) != null) {
      boolean inHand = chain.reading != null && chain.reading.file.equals(file);
      if (!inHand && file.stored) {
        file.end = found.size();
      }
    }
    file.seenBytes = Math.max(file.seenBytes, found.size());
  }
}

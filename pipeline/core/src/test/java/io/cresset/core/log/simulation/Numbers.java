package io.cresset.core.log.simulation;

import io.cresset.core.log.simulation.Source.Given;
import io.cresset.core.log.simulation.Source.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which record stands at each number of the log, and what may have become of it. */
final class Numbers {

  /** What is known of a number. */
  enum Fate {
    /** Its receipt was durable, or an opening has found and synced it. */
    PROMISED,
    /** It was not promised, and a crash has taken it. */
    LOST,
    /** Bytes of it were changed where they lay. */
    HIT,
    /** Newer ones displaced it. */
    EXPIRED,
    /** It went with a segment that every sink had durably passed. */
    REAPED,
    /** The same on a full disk, where it is enough that every sink has passed it. */
    REAPED_IN_NEED;

    private int bit() {
      return 1 << ordinal();
    }
  }

  private final List<Optional<Record>> records = new ArrayList<>();
  private byte[] fates = new byte[1024];
  private long everMissing;

  /** A sink may have gone back to before what it had long ago, and what was deleted since. */
  private boolean progressIsDamaged;

  void progressIsDamaged() {
    progressIsDamaged = true;
  }

  int end() {
    return records.size();
  }

  Optional<Record> at(long number) {
    return records.get(Math.toIntExact(number));
  }

  boolean isKnown(long number) {
    return number >= records.size() || at(number).isPresent();
  }

  void append(Given given) {
    given.records().forEach(record -> records.add(Optional.of(record)));
  }

  /** Numbers up to this one belong to files that cannot be read. */
  void leaveOutUpTo(long number) {
    while (records.size() < number) {
      records.add(Optional.empty());
      mark(records.size() - 1, Fate.HIT);
    }
  }

  /** Other records stand at these numbers than were written there last. */
  void forget(long from, long to) {
    for (long n = from; n < to; n++) {
      leaveOutUpTo(n + 1);
      records.set(Math.toIntExact(n), Optional.empty());
      mark(n, Fate.HIT);
    }
  }

  /** Records from this number on are not in the log; the number is given again. */
  void truncate(long end) {
    if (end < records.size()) {
      records.subList(Math.toIntExact(end), records.size()).clear();
      int from = Math.min(Math.toIntExact(end), fates.length);
      Arrays.fill(fates, from, fates.length, (byte) 0);
    }
  }

  void mark(long number, Fate fate) {
    int at = Math.toIntExact(number);
    if (at >= fates.length) {
      fates = Arrays.copyOf(fates, Math.max(at + 1, 2 * fates.length));
    }
    if (fate != Fate.PROMISED && (fates[at] & ~Fate.PROMISED.bit()) == 0) {
      everMissing++;
    }
    fates[at] |= (byte) fate.bit();
  }

  void mark(long from, long to, Fate fate) {
    for (long number = from; number < to; number++) {
      mark(number, fate);
    }
  }

  boolean is(long number, Fate fate) {
    return number < fates.length && (fates[Math.toIntExact(number)] & fate.bit()) != 0;
  }

  /**
   * Whether it was deleted once. A power cut may bring back the name of its segment, and not that
   * of the one that superseded its records.
   */
  boolean isOld(long number) {
    return is(number, Fate.EXPIRED) || is(number, Fate.REAPED) || is(number, Fate.REAPED_IN_NEED);
  }

  /** Whether there is a reason for which a sink may not get it. */
  boolean mayBeMissing(long number) {
    return is(number, Fate.LOST)
        || is(number, Fate.HIT)
        || is(number, Fate.EXPIRED)
        || is(number, Fate.REAPED_IN_NEED)
        || (progressIsDamaged && is(number, Fate.REAPED));
  }

  /** Whether it is no use to wait for it: it is gone, and no source will bring it again. */
  boolean isGoneForGood(long number) {
    return is(number, Fate.HIT)
        || isOld(number)
        || (is(number, Fate.LOST) && at(number).filter(r -> r.source().isReplayable).isEmpty());
  }

  /**
   * How many numbers there may be of which no record is there. A power cut may bring back the name
   * of a segment and not that of the next one: what lies between was dropped and looks damaged.
   */
  long everMissing() {
    return everMissing;
  }
}

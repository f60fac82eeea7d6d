package io.cresset.core.log;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds back sources that can be read again while three quarters of the log are taken by what sinks
 * have yet to deliver: the source is its own buffer, and the last quarter is for those who cannot
 * wait. A sink that has taken nothing for longer than its hold is not waited for any more. Guarded
 * by the log's lock.
 */
final class HoldBack {
  /**
   * Sinks for which sources wait.
   *
   * @param nanosLeft when to look again if none of them has taken anything
   */
  private record Holding(List<String> sinks, long nanosLeft) {}

  private final SegmentedLog log;
  private final System.Logger logger;
  private int waiting;

  /** Whether the user has been told that sources wait. */
  private boolean said;

  HoldBack(SegmentedLog log, System.Logger logger) {
    this.log = log;
    this.logger = logger;
  }

  /** How many sources wait now. */
  int waiting() {
    return waiting;
  }

  /** Waits until there is room, or the log is closed. */
  void await() throws InterruptedException {
    log.lock.lockInterruptibly();
    try {
      Optional<Holding> holding = holding();
      while (holding.isPresent() && !log.isClosed()) {
        say(holding.get());
        waiting++;
        try {
          log.time.await(log.lock, log.passed, holding.get().nanosLeft());
        } finally {
          waiting--;
        }
        holding = holding();
      }
      if (said) {
        said = false;
        sayOver();
      }
    } finally {
      log.lock.unlock();
    }
  }

  /** Empty unless what sinks have yet to deliver takes more than three quarters of the room. */
  private Optional<Holding> holding() {
    long now = log.time.monotonicNanos();
    List<String> names = new ArrayList<>();
    long nanosLeft = Long.MAX_VALUE;
    for (SinkCursor sink : log.ledger.sinks.values()) {
      long left = sink.holdsForNanos(now);
      if (left > 0 && isThreeQuartersFull(sink.cursor())) {
        names.add(sink.account().sink());
        nanosLeft = Math.min(nanosLeft, left);
      }
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new Holding(names, nanosLeft));
  }

  private boolean isThreeQuartersFull(long from) {
    long bytes = 0;
    int count = 0;
    for (Segment segment : log.ledger.segments) {
      if (segment.endNumber > from) {
        bytes += segment.bytes;
        count++;
      }
    }
    return bytes > log.limits.totalBytes() / 4 * 3 || count > log.limits.segments() / 4 * 3;
  }

  /** Sinks that have records to take and have taken none for longer than their hold. */
  private List<SinkCursor> notWaitedFor() {
    long now = log.time.monotonicNanos();
    return log.ledger.sinks.values().stream()
        .filter(sink -> sink.cursor() < log.ledger.end() && sink.holdsForNanos(now) <= 0)
        .toList();
  }

  private void say(Holding holding) {
    if (said) {
      return;
    }
    said = true;
    logger.log(
        Level.WARNING,
        "the log of {0} is three quarters full: sources that can wait do so until {1} has taken"
            + " more",
        log.name(),
        String.join(", ", holding.sinks()));
  }

  private void sayOver() {
    List<SinkCursor> givenUp = notWaitedFor();
    if (givenUp.isEmpty()) {
      logger.log(Level.INFO, "the log of {0} has room again: sources go on", log.name());
    }
    for (SinkCursor sink : givenUp) {
      logger.log(
          Level.WARNING,
          "{0} has taken nothing for {1}: sources no longer wait for it, and once the log of {2} is"
              + " full its oldest records make room, counted as dropped",
          sink.account().sink(),
          text(Duration.ofNanos(sink.holdNanos)),
          log.name());
    }
  }

  /** 2h30m, as a configuration writes it. */
  private static String text(Duration hold) {
    return hold.isZero() ? "0s" : hold.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}

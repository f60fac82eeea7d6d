package io.cresset.core.log;

import io.cresset.core.log.LogStatus.SinkStatus;

/**
 * What became of every record that was meant for a sink and lies below its cursor. The sum is part
 * of the type: no account can be made, written or read in which it does not hold.
 *
 * @param start number of the first record that was meant for the sink
 * @param cursor records below it are answered for
 */
record SinkAccount(
    String sink,
    long start,
    long cursor,
    long delivered,
    long rejected,
    long dropped,
    long unselected) {
  static final int MAX_NAME_BYTES = 255;

  SinkAccount {
    if (!adds(start, cursor, delivered, rejected, dropped, unselected)) {
      throw new IllegalArgumentException(
          "the account of %s does not add up: start %d, cursor %d, %d + %d + %d + %d"
              .formatted(sink, start, cursor, delivered, rejected, dropped, unselected));
    }
  }

  static boolean adds(
      long start, long cursor, long delivered, long rejected, long dropped, long unselected) {
    return start >= 0
        && delivered >= 0
        && rejected >= 0
        && dropped >= 0
        && unselected >= 0
        && cursor - start == delivered + rejected + dropped + unselected;
  }

  static SinkAccount startingAt(String sink, long number) {
    return new SinkAccount(sink, number, number, 0, 0, 0, 0);
  }

  /** The account after records up to a number were answered for; what is missing was lost. */
  SinkAccount answered(long upTo, long deliveredMore, long rejectedMore, long unselectedMore) {
    long lost = upTo - cursor - deliveredMore - rejectedMore - unselectedMore;
    return new SinkAccount(
        sink,
        start,
        upTo,
        delivered + deliveredMore,
        rejected + rejectedMore,
        dropped + lost,
        unselected + unselectedMore);
  }

  /** The account after everything up to a number was lost. */
  SinkAccount lostUpTo(long number) {
    return answered(number, 0, 0, 0);
  }

  /**
   * The account in a log that ends at a number below its cursor, because the log lost its tail: the
   * numbers from there on will be given to other records, so what this sink had of them is taken
   * back.
   */
  SinkAccount clampedTo(long end) {
    if (cursor <= end) {
      return this;
    }
    if (start >= end) {
      return startingAt(sink, end);
    }
    long tooMany = cursor - end;
    long fromDelivered = Math.min(tooMany, delivered);
    tooMany -= fromDelivered;
    long fromRejected = Math.min(tooMany, rejected);
    tooMany -= fromRejected;
    long fromDropped = Math.min(tooMany, dropped);
    tooMany -= fromDropped;
    return new SinkAccount(
        sink,
        start,
        end,
        delivered - fromDelivered,
        rejected - fromRejected,
        dropped - fromDropped,
        unselected - tooMany);
  }

  SinkStatus status(long displaced, long lag, long oldestLagUnixNanos) {
    return new SinkStatus(
        sink, start, delivered, rejected, dropped + displaced, unselected, lag, oldestLagUnixNanos);
  }
}

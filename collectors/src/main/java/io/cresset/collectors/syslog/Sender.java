package io.cresset.collectors.syslog;

import io.cresset.api.model.Labels;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What is counted of one sender, over all its sockets. Safe for use by many threads. */
final class Sender {
  private final Labels labels;
  private final AtomicLongArray unparsable = new AtomicLongArray(Fault.values().length);
  private final AtomicLong aheadNanos = new AtomicLong();

  /** 0 as long as no line had a time stamp. */
  private final AtomicLong stampedUnixNanos = new AtomicLong();

  /**
   * @param name its address
   */
  Sender(String name) {
    this.labels = Labels.of("sender", name);
  }

  Labels labels() {
    return labels;
  }

  void unparsable(Fault why) {
    unparsable.incrementAndGet(why.ordinal());
  }

  long unparsableLines(Fault why) {
    return unparsable.get(why.ordinal());
  }

  /**
   * A line with a time stamp has come. Of those that came at the same moment the first is noted, so
   * that a flood costs no more than a look.
   *
   * @param ahead the stamp minus the time of receipt
   */
  void stamped(long ahead, long receiptUnixNanos) {
    if (stampedUnixNanos.getOpaque() == receiptUnixNanos) {
      return;
    }
    // No order is needed between the two, and the next line puts them right.
    aheadNanos.setOpaque(ahead);
    stampedUnixNanos.setOpaque(receiptUnixNanos);
  }

  /** Of the line that came last. */
  long aheadNanos() {
    return aheadNanos.get();
  }

  /** When a line with a time stamp last came; 0 if none did. */
  long stampedUnixNanos() {
    return stampedUnixNanos.get();
  }
}

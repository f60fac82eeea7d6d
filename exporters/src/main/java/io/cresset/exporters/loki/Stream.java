package io.cresset.exporters.loki;

import java.nio.charset.StandardCharsets;

/** A stream of Loki's. */
final class Stream {
  private final byte[] labels;
  private final boolean shared;

  /** The newest time that Loki has taken for it from here, as far as everything is answered for. */
  private long newestUnixNanos = Long.MIN_VALUE;

  private long seenUnixNanos = Long.MIN_VALUE;

  /** Whether Loki has taken something for it, so that it exists there. */
  private boolean proven;

  /** Position of its last record among those that are being encoded; -1 for none. */
  private int last = -1;

  /**
   * @param shared whether it takes the records of all who got no stream of their own
   */
  Stream(String labels, boolean shared) {
    this.labels = labels.getBytes(StandardCharsets.UTF_8);
    this.shared = shared;
  }

  byte[] labels() {
    return labels;
  }

  boolean shared() {
    return shared;
  }

  boolean proven() {
    return proven;
  }

  void prove() {
    proven = true;
  }

  /** Begins to look at a chunk's records for it. */
  void begin() {
    seenUnixNanos = newestUnixNanos;
  }

  /** Whether anything is known about its newest record. */
  boolean isKnown() {
    return seenUnixNanos != Long.MIN_VALUE;
  }

  /** The newest time up to the record of the chunk that is being looked at. */
  long seenUnixNanos() {
    return seenUnixNanos;
  }

  void saw(long unixNanos) {
    seenUnixNanos = Math.max(seenUnixNanos, unixNanos);
  }

  /** Whether this is newer than all that Loki has taken. */
  boolean isNewer(long unixNanos) {
    return unixNanos > newestUnixNanos;
  }

  void took(long unixNanos) {
    newestUnixNanos = unixNanos;
  }

  int last() {
    return last;
  }

  void last(int index) {
    last = index;
  }
}

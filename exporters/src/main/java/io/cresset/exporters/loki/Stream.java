package io.cresset.exporters.loki;

import java.nio.charset.StandardCharsets;

/** A stream of Loki's. */
final class Stream {
  private final byte[] labels;
  private final boolean shared;

  /** Whether Loki has taken something for it, so that it exists there. */
  private boolean proven;

  /** Index of its last record in the range that is being encoded; -1 for none. */
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

  int last() {
    return last;
  }

  void last(int index) {
    last = index;
  }
}

package io.cresset.collectors.parse.redact;

/** Finds what is to be masked in bytes of any kind, in linear time. Safe for many threads. */
@FunctionalInterface
interface Finder {
  /** Takes what is found: from its first byte to behind its last, in order, without overlaps. */
  @FunctionalInterface
  interface Taker {
    void take(int from, int end);
  }

  void find(byte[] a, int from, int end, Taker taker);
}

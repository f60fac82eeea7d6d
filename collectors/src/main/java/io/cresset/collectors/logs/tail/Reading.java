package io.cresset.collectors.logs.tail;

import java.util.Arrays;

/** Where a chain is being read: given up, and begun again at the marks, whenever that is safer. */
final class Reading {
  final Decoder decoder;
  Tailed file;

  /** Offset behind what the decoder took of the file. */
  long taken;

  /** What was offered behind that, and left. */
  int left;

  /** What stands just before {@link #taken}. */
  byte[] before = new byte[0];

  /** When something new was read last. */
  long grewNanos;

  /** Nothing has come since the decoder was told that nothing comes. */
  boolean saidQuiet;

  Reading(Decoder decoder, Tailed file, long nowNanos) {
    this.decoder = decoder;
    this.file = file;
    this.grewNanos = nowNanos;
  }

  void begin(Tailed next) {
    file = next;
    taken = 0;
    left = 0;
    before = new byte[0];
    saidQuiet = false;
  }

  /**
   * The decoder has taken some of what was read.
   *
   * @param bytes what was read, what stands before it in front
   * @param prefix how much stands in front
   * @param count how much was taken
   * @param length how much there was in all
   */
  void advance(byte[] bytes, int prefix, int count, int length) {
    taken += count;
    left = length - prefix - count;
    int end = prefix + count;
    before = Arrays.copyOfRange(bytes, Math.max(0, end - Fingerprint.TAIL_BYTES), end);
  }

  Position.Print tail() {
    return before.length == 0
        ? Position.Print.NONE
        : new Position.Print(taken, before.length, Fingerprint.of(before, 0, before.length));
  }

  boolean isPending() {
    return left > 0 || decoder.pendingBytes() > 0;
  }
}

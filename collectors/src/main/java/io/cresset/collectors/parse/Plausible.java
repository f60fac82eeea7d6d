package io.cresset.collectors.parse;

/**
 * Which times found in a text are believed. A clock that was never set writes 1970, a zone that was
 * guessed wrong puts a line hours ahead, and destinations refuse what is from the future.
 */
public final class Plausible {
  /** 2000-01-01T00:00:00Z. */
  private static final long FIRST_UNIX_NANOS = 946_684_800L * 1_000_000_000L;

  private static final long MAX_AHEAD_NANOS = 5 * 60 * 1_000_000_000L;

  private Plausible() {}

  /**
   * @param unixNanos negative for none
   */
  public static boolean time(long unixNanos, long observedUnixNanos) {
    return unixNanos >= FIRST_UNIX_NANOS && unixNanos - observedUnixNanos <= MAX_AHEAD_NANOS;
  }
}

package io.cresset.collectors.logs.tail;

/** What is known about what follows the bytes that a {@link Decoder} is offered. */
public enum Outlook {
  /** More may follow at any time, or does. What is not whole is left. */
  GROWING,
  /**
   * All decoders together hold too much of lines that have no end yet ({@link
   * TailSettings#maxPartialBytes}). No bytes are offered; what this one holds is to go out as
   * pieces whose line goes on.
   */
  FULL,
  /**
   * Nothing has followed for {@link TailSettings#quiet}. An event of several lines whose lines are
   * whole may be taken as it is; a line without its end is left.
   */
  QUIET,
  /**
   * These are the last bytes of this file, and the chain goes on in another. All must be taken.
   * What is pending may go on in the next file, whose offsets begin at 0.
   */
  DONE,
  /** These are the chain's last bytes. All must be taken, and nothing may be left pending. */
  ENDED
}

package io.cresset.testkit.misbehaving;

/** What a {@link MisbehavingSink} does wrong. */
public enum SinkHabit {
  /** A send that never ends, interrupted or not. */
  HANGS,
  /** A send that computes without end, on a virtual thread, which keeps its carrier. */
  SPINS,
  HANGS_IN_START,
  HANGS_IN_CLOSE,
  THROWS,
  THROWS_IN_START,
  THROWS_IN_CLOSE,
  /** Throws something that throws when it is asked what it is. */
  THROWS_UNPRINTABLE,
  OVERFLOWS_THE_STACK,
  /** By hand: the heap has room. */
  RUNS_OUT_OF_MEMORY,
  LACKS_A_CLASS,
  /** Throws an {@code InterruptedException} that nobody asked for. */
  INTERRUPTS_ITSELF,
  /** Gives no outcome at all. */
  ANSWERS_NULL,
  /** An outcome with parts that are not there. */
  ANSWERS_WITH_NULLS,
  /** Rejects records that it was not sent, some of them twice. */
  REJECTS_OTHERS,
  /** Has refused more records than there are. */
  REFUSES_TOO_MANY,
  /** Has refused fewer than none. */
  REFUSES_TOO_FEW,
  /** Is done with more than it was sent. */
  ANSWERS_BEYOND_THE_END,
  /** Is done with less than nothing. */
  ANSWERS_BEFORE_THE_BEGINNING,
  /** Wants it again a while ago. */
  RETRIES_IN_THE_PAST,
  /** Wants it again when nobody lives any more. */
  RETRIES_AT_THE_END_OF_TIME,
  /** A reason of a megabyte, with a line feed. */
  MEGABYTE_REASON,
  /** Every reason is another. */
  NEW_REASON_EACH_TIME,
  /** Takes a second of real time for each chunk. */
  DAWDLES
}

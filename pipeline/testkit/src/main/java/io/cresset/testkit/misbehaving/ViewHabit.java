package io.cresset.testkit.misbehaving;

/** What a {@link MisbehavingView} does wrong, until it is let go. */
public enum ViewHabit {
  /** A call that does not return. */
  HANGS,
  /** A call that computes without end. */
  SPINS,
  /** Every call takes almost two seconds. */
  DAWDLES,
  THROWS
}

package io.cresset.exporters.otlp;

import java.time.Duration;

/** What the receiver's answer to a request means. */
sealed interface Answer {

  /**
   * It is taken, but for some of it.
   *
   * @param rejected how many records are not; it never says which
   * @param words why, or a warning although none is rejected; empty if it said nothing
   */
  record Taken(long rejected, String words) implements Answer {}

  /** It is refused as a whole, and sending it again would not help. */
  record Refused(String reason) implements Answer {}

  /** Some of its records are refused by a store that may have taken the others. */
  record RefusedInPart(String reason) implements Answer {}

  /** Too much for one request. */
  record TooLarge(String reason) implements Answer {}

  /** To be sent again. */
  record Later(Duration after, String reason) implements Answer {}
}

package io.cresset.exporters.remotewrite;

import java.time.Duration;

/** What the answer to a request means. */
sealed interface Answer {

  /** All of it is stored. */
  record Stored() implements Answer {}

  /** All of it is refused for good: it says that it has written nothing. */
  record RefusedWhole(String reason) implements Answer {}

  /** Some of it is refused for good, which ones is not said. */
  record Refused(long samples, String reason) implements Answer {}

  /** Too much for one request. */
  record TooLarge(String reason) implements Answer {}

  /** To be sent again. */
  record Later(Duration after, String reason) implements Answer {}

  /**
   * The destination does not seem to speak this version, and has stored nothing.
   *
   * @param certain whether that is what it said, and not only what it may have meant
   */
  record OtherVersion(boolean certain, String reason) implements Answer {}
}

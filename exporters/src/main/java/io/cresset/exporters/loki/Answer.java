package io.cresset.exporters.loki;

import java.time.Duration;

/** What Loki's answer to a request means. */
sealed interface Answer {

  /** All of it is stored. */
  record Stored() implements Answer {}

  /** Loki found fault with some of it, stored the rest, and sending it again would not help. */
  record Refused(String reason) implements Answer {}

  /** Too much for one request. */
  record TooLarge(String reason) implements Answer {}

  /** Nothing is known to be stored; to be sent again. */
  record Later(Duration after, String reason) implements Answer {}

  /** Loki makes no more streams; what belongs to those that exist may be stored. */
  record NoMoreStreams(Duration after, String reason) implements Answer {}
}

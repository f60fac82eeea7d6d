package io.cresset.api.check;

import io.cresset.api.http.HttpClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * How far this machine's clock is from that of a server, by the {@code Date} of an answer (RFC 9110
 * section 6.6.1), which is cut to whole seconds and stems from any moment between question and
 * answer. What that alone explains is no difference.
 *
 * @param ahead of the server; negative if behind
 */
record ClockDifference(Duration ahead) {
  private static final Duration WORTH_A_WARNING = Duration.ofSeconds(2);

  /** Prometheus and Loki refuse what is further in the future. */
  static final Duration TOO_FAR_AHEAD = Duration.ofMinutes(10);

  /** Prometheus refuses what is further in the past. */
  static final Duration TOO_FAR_BEHIND = Duration.ofHours(1);

  /**
   * @return empty if the answer names no time
   */
  static Optional<ClockDifference> of(Response answer, Instant asked, Instant answered) {
    try {
      Instant date =
          ZonedDateTime.parse(
                  answer.header("date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant();
      Duration ahead = Duration.ZERO;
      if (asked.isAfter(date.plusSeconds(1))) {
        ahead = Duration.between(date.plusSeconds(1), asked);
      } else if (answered.isBefore(date)) {
        ahead = Duration.between(date, answered);
      }
      return Optional.of(new ClockDifference(ahead));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /**
   * @param refuses whether the destination refuses what comes with times that are far off
   */
  Finding finding(String what, String destination, boolean refuses) {
    Duration off = ahead.abs();
    if (off.compareTo(WORTH_A_WARNING) <= 0) {
      return Finding.ok(what, "agrees with that of " + destination);
    }
    String detail =
        "this machine is "
            + shown(off)
            + (ahead.isNegative() ? " behind " : " ahead of ")
            + destination;
    String remedy = "set both clocks by NTP: timedatectl set-ntp true";
    boolean tooFar =
        ahead.compareTo(TOO_FAR_AHEAD) > 0 || ahead.compareTo(TOO_FAR_BEHIND.negated()) < 0;
    return refuses && tooFar
        ? Finding.fail(what, detail + ", which refuses times so far off", remedy)
        : Finding.warn(what, detail, remedy);
  }

  private static String shown(Duration off) {
    if (off.toHours() >= 48) {
      return off.toDays() + " days";
    }
    if (off.toMinutes() >= 120) {
      return off.toHours() + " h";
    }
    return off.toSeconds() >= 120 ? off.toMinutes() + " min" : off.toSeconds() + " s";
  }
}

package io.cresset.exporters.loki;

import io.cresset.api.http.HttpClient.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads Loki's answers.
 *
 * <p>Only 400 and 422 speak about the records; what else goes wrong is the matter of a setting, a
 * limit or a server, so the records are kept and sent again, and the reason says what to do.
 */
final class Answers {
  /** Longest answer that stands in a message; Loki names ten bad entries at most. */
  static final int MAX_REASON_CHARS = 1000;

  /** A destination that wants to be left alone for longer is asked again after this. */
  static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private static final String STREAM_LIMIT = "maximum active stream limit exceeded";

  /**
   * Words of Loki's messages and what they stand for.
   *
   * @see <a href="https://github.com/grafana/loki/blob/main/pkg/validation/validate.go">validate.go
   *     </a>
   */
  private static final List<Map.Entry<String, String>> FAULTS =
      List.of(
          Map.entry("too far behind", "too_far_behind"),
          Map.entry("timestamp too old", "too_old"),
          Map.entry("timestamp too new", "too_new"),
          Map.entry("max entry size", "line_too_long"),
          Map.entry("structured metadata", "structured_metadata"),
          Map.entry("label", "labels"));

  private final URI url;
  private final String component;

  /**
   * @param component whose settings the remedies name
   */
  Answers(URI url, String component) {
    this.url = url;
    this.component = component;
  }

  /**
   * @param secrets what must not be shown, even if the answer repeats it
   * @param now for an answer that says until when to wait
   */
  Answer read(Response response, List<String> secrets, Instant now) {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return new Answer.Stored();
    }
    String text = text(response.body(), secrets);
    String said = url + " answered " + status + (text.isEmpty() ? "" : ": " + text);
    if (status == 400 || status == 422) {
      return new Answer.Refused(fault(text) + ": " + (text.isEmpty() ? said : text));
    }
    if (status == 413) {
      return new Answer.TooLarge("too_large: " + (text.isEmpty() ? said : text));
    }
    Duration after = retryAfter(response.header("retry-after").orElse(""), now);
    if (status == 429 && text.toLowerCase(Locale.ROOT).contains(STREAM_LIMIT)) {
      return new Answer.NoMoreStreams(after, said);
    }
    return new Answer.Later(after, said + remedy(response));
  }

  /**
   * What Loki found fault with. A refusal is counted under it; Loki's own words name the stream and
   * the time, and would be another reason each time.
   */
  private static String fault(String text) {
    for (Map.Entry<String, String> fault : FAULTS) {
      if (text.contains(fault.getKey())) {
        return fault.getValue();
      }
    }
    return "refused";
  }

  /** No answer at all. */
  String unreachable(IOException failure) {
    return "cannot push to "
        + url
        + ": "
        + failure.getMessage()
        + "; check that Loki runs there and that "
        + settings()
        + ".url is right";
  }

  private String settings() {
    return "exporters." + component.replace('/', '.');
  }

  private String remedy(Response response) {
    String settings = settings();
    return switch (response.status()) {
      case 401 -> "; set " + settings + ".bearer_token, or .username and .password";
      case 403 -> "; check what " + settings + ".tenant and its login may write";
      case 404, 405 -> "; check " + settings + ".url, Loki's push door is not there";
      case 301, 302, 303, 307, 308 ->
          "; it wants to be asked at "
              + response.header("location").orElse("another address")
              + ": set that as "
              + settings
              + ".url";
      case 415 -> "; check " + settings + ".url, what answers there is no Loki";
      default -> "";
    };
  }

  private static String text(byte[] body, List<String> secrets) {
    String text = new String(body, StandardCharsets.UTF_8);
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        text = text.replace(secret, "***");
      }
    }
    text = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return text.length() > MAX_REASON_CHARS ? text.substring(0, MAX_REASON_CHARS) + "..." : text;
  }

  /** Seconds, or a date of RFC 9110 section 10.2.3; zero if it says neither. */
  static Duration retryAfter(String value, Instant now) {
    Duration after = Duration.ZERO;
    String text = value.strip();
    if (text.matches("\\d{1,18}")) {
      after = Duration.ofSeconds(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      try {
        Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        after = Duration.between(now, until);
      } catch (DateTimeParseException _) {
        return Duration.ZERO;
      }
    }
    if (after.isNegative()) {
      return Duration.ZERO;
    }
    return after.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : after;
  }
}

package io.cresset.exporters.loki;

import io.cresset.api.http.DestinationClient;
import io.cresset.api.http.HttpClient.Response;
import java.time.Duration;
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

  private final DestinationClient client;

  Answers(DestinationClient client) {
    this.client = client;
  }

  /** What the answer to the last request means. */
  Answer read(Response response) {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return new Answer.Stored();
    }
    String text = client.text(response);
    String said = client.said(response, text);
    if (status == 400 || status == 422) {
      return new Answer.Refused(fault(text) + ": " + (text.isEmpty() ? said : text));
    }
    if (status == 413) {
      return new Answer.TooLarge("too_large: " + (text.isEmpty() ? said : text));
    }
    Duration after = client.retryAfter(response);
    if (status == 429 && text.toLowerCase(Locale.ROOT).contains(STREAM_LIMIT)) {
      return new Answer.NoMoreStreams(after, said);
    }
    return new Answer.Later(after, said);
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
}

package io.cresset.exporters.loki;

import io.cresset.api.http.DestinationClient;
import io.cresset.api.http.HttpClient.Response;
import io.cresset.api.http.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads Loki's answers. */
final class Answers {
  private static final String RATE_LIMIT = "rate limit exceeded";
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
          Map.entry("out of order", "out_of_order"),
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
    String text = client.text(response);
    return switch (Verdict.of(response)) {
      case TAKEN -> new Answer.Stored();
      case REFUSED -> refused(response, fault(text) + ": " + words(response, text));
      case TOO_LARGE -> new Answer.TooLarge("too_large: " + words(response, text));
      case LATER -> later(response, text);
    };
  }

  private Answer refused(Response response, String reason) {
    String text = new String(response.body(), StandardCharsets.UTF_8).strip();
    Complaint.Ignored ignored = Complaint.ignored(text);
    List<Complaint> ofIngester = Complaint.ofIngester(text);
    boolean behind = ignored.count() > 0 && !ofIngester.isEmpty();
    List<Complaint> complaints = behind ? ofIngester : Complaint.ofDistributor(text);
    List<Complaint> said =
        complaints.stream()
            .map(it -> it.saying(fault(it.words()) + ": " + client.oneLine(it.words())))
            .toList();
    return new Answer.Refused(reason, said, behind, ignored);
  }

  private String words(Response response, String text) {
    return text.isEmpty() ? client.said(response, text) : text;
  }

  private Answer later(Response response, String text) {
    Duration after = client.retryAfter(response);
    boolean limit = text.toLowerCase(Locale.ROOT).contains(STREAM_LIMIT);
    String said = client.said(response, text);
    return response.status() == 429 && limit
        ? new Answer.NoMoreStreams(after, said)
        : new Answer.Later(after, said, text.toLowerCase(Locale.ROOT).contains(RATE_LIMIT));
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

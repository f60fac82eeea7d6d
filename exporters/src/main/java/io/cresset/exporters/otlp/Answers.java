package io.cresset.exporters.otlp;

import io.cresset.api.http.DestinationClient;
import io.cresset.api.http.HttpClient.Response;
import io.cresset.api.http.Verdict;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a receiver's answers: by the specification protobuf, {@code Export...ServiceResponse} after
 * success and {@code google.rpc.Status} after failure; JSON, and text from what stands in front.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP/HTTP</a>
 */
final class Answers {
  /** A fault that is not one of single records. */
  private static final String REFUSED = "refused";

  private static final int PARTIAL_SUCCESS = 1 << 3 | 2;
  private static final int REJECTED = 1 << 3;
  private static final int ERROR_MESSAGE = 2 << 3 | 2;
  private static final int STATUS_MESSAGE = 2 << 3 | 2;

  private static final Pattern JSON_MESSAGE =
      Pattern.compile("\"(?:message|errorMessage|error)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern JSON_REJECTED =
      Pattern.compile("\"rejected(?:LogRecords|DataPoints)\"\\s*:\\s*\"?(\\d{1,18})");

  /** Words of Prometheus' and Loki's messages and what they stand for, as their own sinks say. */
  private static final List<Map.Entry<String, String>> FAULTS =
      List.of(
          Map.entry("too far behind", "too_far_behind"),
          Map.entry("too old", "too_old"),
          Map.entry("out of bounds", "too_old"),
          Map.entry("out of order", "out_of_order"),
          Map.entry("too new", "too_new"),
          Map.entry("duplicate sample", "duplicate"));

  private final DestinationClient client;

  Answers(DestinationClient client) {
    this.client = client;
  }

  /** What the answer to the last request means. */
  Answer read(Response response) {
    return switch (Verdict.of(response)) {
      case TAKEN -> taken(response);
      case REFUSED -> {
        String fault = fault(text(response));
        String reason = fault + ": " + words(response);
        yield fault.equals(REFUSED) ? new Answer.Refused(reason) : new Answer.RefusedInPart(reason);
      }
      case TOO_LARGE -> new Answer.TooLarge("too_large: " + words(response));
      case LATER ->
          new Answer.Later(client.retryAfter(response), client.said(response, text(response)));
    };
  }

  private String text(Response response) {
    return client.oneLine(message(response));
  }

  private String words(Response response) {
    String text = text(response);
    return text.isEmpty() ? client.said(response, text) : text;
  }

  private Answer taken(Response response) {
    try {
      return contentType(response).contains("json")
          ? partialSuccess(new String(response.body(), StandardCharsets.UTF_8))
          : partialSuccess(new ProtoReader(ByteSlice.of(response.body())));
    } catch (MalformedOtlp _) {
      return new Answer.Taken(0, "");
    }
  }

  private Answer partialSuccess(ProtoReader in) throws MalformedOtlp {
    long rejected = 0;
    String words = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag != PARTIAL_SUCCESS) {
        in.skip(tag);
        continue;
      }
      int outer = in.enter();
      for (int inner = in.tag(); inner != 0; inner = in.tag()) {
        switch (inner) {
          case REJECTED -> rejected = in.varint();
          case ERROR_MESSAGE -> words = text(in.bytes());
          default -> in.skip(inner);
        }
      }
      in.leave(outer);
    }
    return new Answer.Taken(Math.max(0, rejected), client.oneLine(words));
  }

  private Answer partialSuccess(String json) {
    Matcher rejected = JSON_REJECTED.matcher(json);
    long count = rejected.find() ? Long.parseLong(rejected.group(1)) : 0;
    Matcher message = JSON_MESSAGE.matcher(json);
    return new Answer.Taken(count, client.oneLine(message.find() ? unescaped(message) : ""));
  }

  /** What a failure says: its message if it is of a known form, else all of it. */
  private String message(Response response) {
    String type = contentType(response);
    if (type.contains("protobuf")) {
      try {
        return statusMessage(new ProtoReader(ByteSlice.of(response.body())));
      } catch (MalformedOtlp _) {
        // Then it is something else, by its wrong name.
      }
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    Matcher message = JSON_MESSAGE.matcher(text);
    return type.contains("json") && message.find() ? unescaped(message) : client.text(response);
  }

  private static String statusMessage(ProtoReader in) throws MalformedOtlp {
    String message = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == STATUS_MESSAGE) {
        message = text(in.bytes());
      } else {
        in.skip(tag);
      }
    }
    return message;
  }

  private static String text(ByteSlice utf8) {
    return new String(utf8.array(), utf8.offset(), utf8.length(), StandardCharsets.UTF_8);
  }

  /** Well enough for a message: what stands behind a backslash is itself, or space. */
  private static String unescaped(Matcher json) {
    return json.group(1).replaceAll("\\\\[bfnrt]", " ").replaceAll("\\\\(.)", "$1");
  }

  private static String contentType(Response response) {
    return response.header("content-type").orElse("").toLowerCase(Locale.ROOT);
  }

  /** What a refusal is counted under; the words themselves would be another reason each time. */
  private static String fault(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> fault : FAULTS) {
      if (lower.contains(fault.getKey())) {
        return fault.getValue();
      }
    }
    return REFUSED;
  }
}

package io.cresset.exporters.remotewrite;

import io.cresset.api.http.DestinationClient;
import io.cresset.api.http.HttpClient.Response;
import io.cresset.api.http.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads the answers to remote write. What is refused is never sent again, because what is good in
 * it may be stored, and would be out of order the second time.
 *
 * <p>Whether a destination speaks 2.0 shows in the counts of what was written, which it gives with
 * every answer; one that knows only 1.0 may say 415 or 400, or take a message that it cannot read
 * for an empty one and say that all is well.
 */
final class Answers {
  private static final String WRITTEN = "x-prometheus-remote-write-samples-written";

  /** Words of receivers' messages, in lower case, and what they stand for. */
  private static final List<Map.Entry<String, String>> FAULTS =
      List.of(
          Map.entry("too old", "too_old"),
          Map.entry("out of bounds", "too_old"),
          Map.entry("too-old", "too_old"),
          Map.entry("out of order", "out_of_order"),
          Map.entry("out-of-order", "out_of_order"),
          Map.entry("duplicate", "duplicate"),
          Map.entry("far in the future", "too_new"),
          Map.entry("future", "too_new"),
          Map.entry("limit", "limit"),
          Map.entry("label", "labels"));

  private final DestinationClient client;
  private boolean provenV2;

  Answers(DestinationClient client) {
    this.client = client;
  }

  /**
   * What the answer to the last request means.
   *
   * @param samples how many were sent
   */
  Answer read(Response response, Version version, long samples) {
    int status = response.status();
    OptionalLong written = written(response);
    if (version == Version.V2 && written.isPresent()) {
      provenV2 = true;
    }
    String text = client.text(response);
    String said = client.said(response, text);
    Verdict verdict = Verdict.of(response);
    if (status == 415 && written.isEmpty()) {
      return new Answer.OtherVersion(true, said);
    }
    if (version == Version.V2 && verdict == Verdict.TAKEN && written.isEmpty()) {
      return new Answer.OtherVersion(true, said);
    }
    boolean unclear = status == 400 || status == 404 || status == 406;
    if (version == Version.V2 && !provenV2 && unclear) {
      return new Answer.OtherVersion(false, said);
    }
    return switch (verdict) {
      case TAKEN -> lost(samples, written.orElse(samples), "not_written: " + said);
      case REFUSED -> {
        String reason = fault(text) + ": " + said;
        boolean nothing = written.isPresent() && written.getAsLong() == 0;
        yield nothing ? new Answer.RefusedWhole(reason) : lost(samples, written.orElse(0), reason);
      }
      case TOO_LARGE -> new Answer.TooLarge("too_large: " + said);
      case LATER -> new Answer.Later(client.retryAfter(response), said);
    };
  }

  private static Answer lost(long samples, long written, String reason) {
    long lost = samples - Math.clamp(written, 0, samples);
    return lost == 0 ? new Answer.Stored() : new Answer.Refused(lost, reason);
  }

  private static OptionalLong written(Response response) {
    String text = response.header(WRITTEN).orElse("").strip();
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** What was found fault with. A refusal is counted under it. */
  private static String fault(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> fault : FAULTS) {
      if (lower.contains(fault.getKey())) {
        return fault.getValue();
      }
    }
    return "refused";
  }
}

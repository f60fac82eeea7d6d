package io.cresset.app;

import io.cresset.app.print.OtlpJson;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.Table;
import io.cresset.core.rejected.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of rejected records that were sent again or dropped. */
final class RejectedOutcome {
  private static final Map<String, String> WORDS =
      Map.of(
          "delivered", "delivered",
          "dropped", "dropped",
          "refused", "refused again",
          "unclear", "in requests of which some were refused, it is not known which",
          "unsent", "not sent");

  /** By what became of them, and then by why. */
  private final Map<String, Map<String, Long>> counts = new TreeMap<>();

  private final List<String> missing = new ArrayList<>();

  void add(String word, long count, String why) {
    counts.computeIfAbsent(word, _ -> new TreeMap<>()).merge(why, count, Long::sum);
  }

  void addMissing(Ids ids) {
    ids.ranges().forEach(range -> missing.add(range.toString()));
  }

  /** Takes up a line of {@link RejectedDoor}. */
  void read(String line) {
    String[] words = line.split(" ", 3);
    String rest = words.length > 2 ? words[2] : "";
    if (words[0].equals("missing")) {
      missing.add(rest.replace(",", ", "));
    } else {
      add(words[0], Long.parseLong(words[1]), rest);
    }
  }

  /**
   * One line, such as {@code 12 delivered, 1 refused again: too_old}, and one more for ids that are
   * not there.
   *
   * @return the exit code: fine if nothing was left over
   */
  int print(Surroundings surroundings, boolean json) {
    if (json) {
      surroundings.out().println(json());
    } else {
      List<String> parts = new ArrayList<>();
      counts.forEach(
          (word, reasons) ->
              reasons.forEach(
                  (why, count) -> {
                    if (count > 0) {
                      parts.add(
                          Table.grouped(count)
                              + " "
                              + WORDS.getOrDefault(word, word)
                              + (why.isEmpty() ? "" : ": " + PlainText.printable(why)));
                    }
                  }));
      surroundings
          .out()
          .println(parts.isEmpty() ? "nothing is set aside" : String.join(", ", parts));
    }
    if (!missing.isEmpty()) {
      surroundings
          .err()
          .println("cresset: nothing with the id " + String.join(", ", missing) + " is set aside");
    }
    boolean all = missing.isEmpty() && sum("refused") + sum("unclear") + sum("unsent") == 0;
    return all ? Program.FINE : Program.FAILED;
  }

  private long sum(String word) {
    return counts.getOrDefault(word, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }

  private String json() {
    return OtlpJson.line(
        json -> {
          for (String word : counts.keySet()) {
            json.writeNumberField(word, sum(word));
          }
          json.writeObjectFieldStart("reasons");
          for (Map.Entry<String, Map<String, Long>> count : counts.entrySet()) {
            if (!count.getValue().keySet().equals(java.util.Set.of(""))) {
              json.writeObjectFieldStart(count.getKey());
              for (Map.Entry<String, Long> reason : count.getValue().entrySet()) {
                json.writeNumberField(reason.getKey(), reason.getValue());
              }
              json.writeEndObject();
            }
          }
          json.writeEndObject();
          json.writeArrayFieldStart("missing");
          for (String id : missing) {
            json.writeString(id);
          }
          json.writeEndArray();
        });
  }
}

package io.cresset.exporters.loki;

import io.cresset.exporters.loki.ScriptedLoki.Pushed;
import io.cresset.exporters.loki.push.Entry;
import io.cresset.exporters.loki.push.Stream;
import io.cresset.testkit.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What Loki 3.7 does with a push, as far as a sender sees it, by its own words: what it validates
 * before it stores is told whole; of what is too far behind it tells for the last stream of a
 * request, and if so nothing else.
 */
final class LokiModel {
  static final int MAX_LINE_BYTES = 1000;
  static final long BEHIND_NANOS = Duration.ofHours(1).toNanos();

  /** Not at a full second, as the limit of a real one. */
  static final long OLD_NANOS = Duration.ofDays(7).plusMillis(500).toNanos();

  static final long NEW_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MAX_NAMED = 10;

  /** How often each line was stored, by itself; lines are distinct. */
  private final Map<String, Integer> stored = new TreeMap<>();

  private final Map<String, Long> newest = new HashMap<>();
  private final boolean vague;
  private int requests;

  /**
   * @param vague whether of what it validates it only says that something is wrong
   */
  LokiModel(boolean vague) {
    this.vague = vague;
  }

  Map<String, Integer> stored() {
    return stored;
  }

  int requests() {
    return requests;
  }

  /** Somebody else writes to a stream. */
  void newest(String labels, long unixNanos) {
    newest.put(labels, unixNanos);
  }

  Reply push(Pushed pushed) {
    requests++;
    Map<String, Integer> faults = new LinkedHashMap<>();
    String behind = "";
    for (Stream stream : pushed.request().getStreamsList()) {
      List<Entry> valid = new ArrayList<>();
      for (Entry entry : stream.getEntriesList()) {
        String fault = fault(stream.getLabels(), entry);
        if (fault.isEmpty()) {
          valid.add(entry);
        } else {
          faults.merge(fault, 1, Integer::sum);
        }
      }
      if (!valid.isEmpty()) {
        behind = store(stream.getLabels(), valid);
      }
    }
    if (!behind.isEmpty()) {
      return Reply.of(400, behind);
    }
    if (faults.isEmpty()) {
      return Reply.of(204);
    }
    boolean several = faults.size() > 1 || faults.values().iterator().next() > 1;
    String text =
        faults.entrySet().stream()
            .map(it -> (several ? it.getValue() + " errors like: " : "") + it.getKey())
            .collect(Collectors.joining("; "));
    return Reply.of(400, vague ? "no" : text + "\n");
  }

  private static String fault(String labels, Entry entry) {
    long time = nanos(entry);
    if (time < Chunks.NOW - OLD_NANOS) {
      return "entry for stream '%s' has timestamp too old: %s, oldest acceptable timestamp is: %s"
          .formatted(labels, seconds(time), seconds(Chunks.NOW - OLD_NANOS));
    }
    if (time > Chunks.NOW + NEW_NANOS) {
      return "entry for stream '%s' has timestamp too new: %s".formatted(labels, seconds(time));
    }
    return entry.getLine().length() <= MAX_LINE_BYTES
        ? ""
        : "max entry size '%d' bytes exceeded for stream '%s' while adding an entry with length '%d' bytes"
            .formatted(MAX_LINE_BYTES, labels, entry.getLine().length());
  }

  private String store(String labels, List<Entry> entries) {
    List<String> ignored = new ArrayList<>();
    for (Entry entry : entries) {
      long time = nanos(entry);
      long limit = newest.getOrDefault(labels, Long.MIN_VALUE + BEHIND_NANOS) - BEHIND_NANOS;
      if (time < limit) {
        ignored.add(
            "entry with timestamp %s +0000 UTC ignored, reason: 'entry too far behind, entry timestamp is: %s, oldest acceptable timestamp is: %s',\n"
                .formatted(
                    instant(time).toString().replace('T', ' ').replace("Z", ""),
                    seconds(time),
                    seconds(limit)));
      } else {
        // A repeat changes nothing.
        stored.putIfAbsent(entry.getLine(), 1);
        newest.merge(labels, time, Math::max);
      }
    }
    return ignored.isEmpty()
        ? ""
        : String.join("", ignored.subList(0, Math.min(MAX_NAMED, ignored.size())))
            + "user 'fake', total ignored: %d out of %d for stream: %s"
                .formatted(ignored.size(), entries.size(), labels);
  }

  private static long nanos(Entry entry) {
    return entry.getTimestamp().getSeconds() * 1_000_000_000L + entry.getTimestamp().getNanos();
  }

  private static Instant instant(long nanos) {
    return Instant.EPOCH.plusNanos(nanos);
  }

  private static String seconds(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L)).toString();
  }
}

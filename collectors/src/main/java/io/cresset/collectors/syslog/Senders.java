package io.cresset.collectors.syslog;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The senders that are counted one by one: the first {@value #MAX_SENDERS} by address; all further
 * ones are {@value #OTHER} together, since anybody can make up an address.
 */
final class Senders {
  static final int MAX_SENDERS = 256;
  static final String OTHER = "other";

  /** A sender that was silent for this long has no skew that anybody could tell. */
  static final Duration SKEW_AGE = Duration.ofMinutes(5);

  private static final MetricSpec UNPARSABLE =
      MetricSpec.counter(
          "cresset_syslog_unparsable_lines_total",
          "Lines kept raw because they could not be read as syslog, by sender and reason.",
          "sender",
          "reason");
  private static final MetricSpec SKEW =
      MetricSpec.gauge(
          "cresset_syslog_clock_skew_seconds",
          "How far ahead of this machine's clock the sender's last time stamp was;"
              + " below 0 it was behind, by its clock or because the line waited.",
          "sender");

  static final List<MetricSpec> SPECS = List.of(UNPARSABLE, SKEW);

  private final Map<String, Counted> senders = new ConcurrentHashMap<>();
  private final Counted other = new Counted(new Sender(OTHER));

  /** A sender and the label sets of those of its counters that have counted. */
  private record Counted(Sender sender, Map<Fault, Labels> byReason) {
    Counted(Sender sender) {
      this(sender, new EnumMap<>(Fault.class));
    }

    void addPoints(Collection<NumberPoint> points) {
      for (Fault why : Fault.values()) {
        long lines = sender.unparsableLines(why);
        if (lines > 0) {
          Labels labels =
              byReason.computeIfAbsent(why, w -> sender.labels().with("reason", w.reason()));
          points.add(new NumberPoint(labels, (double) lines));
        }
      }
    }
  }

  /** The sender of this address, or the one for all that are too many. */
  synchronized Sender get(String address) {
    Counted known = senders.get(address);
    if (known != null) {
      return known.sender;
    }
    if (senders.size() >= MAX_SENDERS) {
      return other.sender;
    }
    Sender made = new Sender(address);
    senders.put(address, new Counted(made));
    return made;
  }

  /** To be called by one thread at a time. */
  List<MetricFamily> families(long nowUnixNanos) {
    List<NumberPoint> unparsable = new ArrayList<>();
    List<NumberPoint> skew = new ArrayList<>();
    for (Counted each : senders.values()) {
      each.addPoints(unparsable);
      long stamped = each.sender.stampedUnixNanos();
      if (stamped != 0 && nowUnixNanos - stamped < SKEW_AGE.toNanos()) {
        skew.add(new NumberPoint(each.sender.labels(), each.sender.aheadNanos() / 1e9));
      }
    }
    other.addPoints(unparsable);
    return List.of(UNPARSABLE.family(unparsable), SKEW.family(skew));
  }
}

package io.cresset.app.live;

import io.cresset.app.web.Snapshot;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The running program at one moment, with what has changed in the seconds before.
 *
 * @param about which program it is
 * @param before the moment that rates count from
 * @param nanos how long before
 * @param found what this machine has that is not collected
 * @param mask takes out of a text what must not be seen
 */
record Status(
    About about,
    Snapshot before,
    Snapshot now,
    long nanos,
    long nowUnixNanos,
    List<NotCollected> found,
    UnaryOperator<String> mask) {

  /**
   * @param page where the start page is
   * @param startedUnixNanos when it started
   * @param data where the logs are; empty if nothing is kept
   * @param inMemory whether only positions are there, and records in memory
   * @param maxBytes how large each log may become, by its name
   */
  record About(
      String version,
      long pid,
      String page,
      long startedUnixNanos,
      Optional<Path> data,
      boolean inMemory,
      Map<String, Long> maxBytes) {
    About {
      maxBytes = Map.copyOf(maxBytes);
    }
  }

  /**
   * Something that a collector of this build would collect.
   *
   * @param kind of the collector
   * @param line what to write under {@code collectors:}
   */
  record NotCollected(String kind, String what, String line) {}

  Status {
    found = List.copyOf(found);
    assert nanos > 0;
  }

  /** What somebody else has said, fit to be seen. */
  String shown(String text) {
    return mask.apply(text);
  }

  /** Records that a component has taken each second. */
  double rate(ComponentStatus component) {
    long then =
        before.components().stream()
            .filter(one -> one.component().equals(component.component()))
            .mapToLong(ComponentStatus::records)
            .findFirst()
            .orElse(0);
    return perSecond(component.records() - then);
  }

  /** Records that a sink has taken each second. */
  double rate(DeliveryStatus delivery) {
    return perSecond(now.account(delivery).delivered() - before.account(delivery).delivered());
  }

  private double perSecond(long count) {
    // Who has just come, or come again, may have fewer than before.
    return Math.max(0, count) * 1e9 / nanos;
  }

  /** How many of the records that a sink refused are set aside and not seen to. */
  long setAside(DeliveryStatus delivery) {
    return now.rejected()
        .map(rejected -> rejected.count(delivery.component(), delivery.signal()))
        .orElse(0L);
  }

  /** How long the oldest record has been waiting that a sink has not had; 0 if none waits. */
  double lagSeconds(SinkStatus sink) {
    return sink.lag() == 0 ? 0 : Math.max(0, nowUnixNanos - sink.oldestLagUnixNanos()) / 1e9;
  }

  long upSeconds() {
    return Math.max(0, nowUnixNanos - about.startedUnixNanos()) / 1_000_000_000L;
  }

  /** What share of its limit a log takes, 0 to 100; 0 if it has none. */
  long percentOfLimit(String name, LogStatus log) {
    long max = about.maxBytes().getOrDefault(name, 0L);
    return max == 0 ? 0 : log.bytes() * 100 / max;
  }
}

package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Value;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** A syslog collector that runs on loopback ports, for one test. */
final class Listening implements AutoCloseable {
  private final SyslogCollector collector;
  final FakeTime time = new FakeTime();
  final CollectorHarness harness = new CollectorHarness("syslog", time);

  Listening(TestConfig config) {
    collector = new SyslogCollector(config.build(), harness, ZoneOffset.UTC);
    harness.start(collector);
  }

  /** The instance after one that has retired, with what that left. */
  Listening(TestConfig config, Listening before) {
    harness.inherit(before.harness.left());
    collector = new SyslogCollector(config.build(), harness, ZoneOffset.UTC);
    harness.start(collector);
    before.harness.left().close();
  }

  /** What is there once the configuration was loaded again: this one ends, that one goes on. */
  Listening next(TestConfig config) {
    retire();
    awaitRetired();
    assertThat(harness.failures()).isEmpty();
    assertThat(harness.defects()).isEmpty();
    assertThat(harness.dropped()).isEmpty();
    close();
    return new Listening(config, this);
  }

  static Listening on(String... addresses) {
    return new Listening(new TestConfig(addresses));
  }

  /** Asks it to take nothing more; its bodies return when their senders have noticed. */
  boolean retire() {
    return collector.retire();
  }

  /** Returns once all bodies have returned. */
  void awaitRetired() {
    Eventually.holds("all bodies have returned", () -> !harness.isListening());
  }

  /** Where it listens, once it does. */
  InetSocketAddress address(String configured) {
    ListenAddress spec = ListenAddress.parse(configured);
    Eventually.holds(
        "listening on " + configured, () -> collector.bound().get(spec) instanceof Object);
    return Objects.requireNonNull(collector.bound().get(spec));
  }

  /** Returns once it has said this. */
  void awaitLog(String line) {
    Eventually.holds("it says: " + line, () -> harness.logLines().contains(line) || failed());
  }

  /** All records once there are at least this many. */
  List<LogRecord> records(int count) {
    Eventually.holds(count + " records", () -> harness.records().size() >= count || failed());
    return harness.records();
  }

  List<String> bodies(int count) {
    return records(count).stream().map(Listening::body).toList();
  }

  static String body(LogRecord record) {
    return record.body() instanceof Value.Text text
        ? text.toString()
        : Rendered.value(record.body());
  }

  private boolean failed() {
    if (harness.defects().isEmpty() && harness.failures().isEmpty()) {
      return false;
    }
    throw new AssertionError("failed: " + harness.defects() + harness.failures());
  }

  /** The sum over all points of a metric that the collector reports now. */
  double metric(String name) {
    try {
      harness.run(SyslogCollector.COUNTS_TASK);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    MetricFamily family =
        harness.families().reversed().stream()
            .filter(each -> each.spec().name().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + name));
    return family.points().stream().mapToDouble(point -> ((NumberPoint) point).value()).sum();
  }

  @Override
  public void close() {
    harness.close();
    collector.close();
  }
}

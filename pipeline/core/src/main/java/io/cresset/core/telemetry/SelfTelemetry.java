package io.cresset.core.telemetry;

import io.cresset.api.Time;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.rejected.RejectedLog;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.core.runtime.Supervisor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The program's own metrics, made with the OpenTelemetry SDK and read on demand.
 *
 * <p>The accounts of a log and its sinks come from one {@link LogStatus} each time, so that in
 * every answer, for every sink and signal,
 *
 * <pre>offered = delivered + rejected + dropped + unselected + lag</pre>
 *
 * Why records were rejected is known since the start of the program; what the log remembers from
 * before has the reason {@value #EARLIER}.
 */
public final class SelfTelemetry implements AutoCloseable {
  static final String EARLIER = "earlier";

  /** What the log of rejected records is called where the others are called by their signal. */
  private static final String REJECTED = "rejected";

  private static final AttributeKey<String> COMPONENT = AttributeKey.stringKey("component");
  private static final AttributeKey<String> SIGNAL = AttributeKey.stringKey("signal");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("version");

  private final Time time;
  private final OnDemandReader reader = new OnDemandReader();
  private final SdkMeterProvider provider;
  private final Instruments instruments;
  private final DoubleHistogram durations;
  private volatile Load load;
  private final List<Supervisor> supervisors = new CopyOnWriteArrayList<>();
  private final List<DurableLog> logs = new CopyOnWriteArrayList<>();
  private final List<RejectedLog> rejectedLogs = new CopyOnWriteArrayList<>();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  /** How the last loading of the configuration went, and when one last went well. */
  private record Load(boolean successful, long unixNanos) {}

  /**
   * @param version the program's, for {@code cresset_build_info}
   */
  public SelfTelemetry(Time time, String version) {
    this.time = time;
    this.load = new Load(true, time.unixNanos());
    this.provider =
        SdkMeterProvider.builder()
            .setClock(new SdkClock(time))
            .registerMetricReader(reader)
            .build();
    Meter meter = provider.get("io.cresset");
    this.instruments = new Instruments(meter);
    this.durations = instruments.durations();
    Attributes build = Attributes.of(VERSION, version);
    meter.batchCallback(
        () -> {
          instruments.buildInfo.record(1, build);
          observe(load);
          supervisors.forEach(this::observe);
          logs.forEach(this::observe);
          deliveries.forEach(this::observe);
          rejectedLogs.forEach(this::observe);
        },
        instruments.buildInfo,
        instruments.observed());
  }

  /** Every metric that the program tells about itself. */
  public static List<MetricSpec> specs() {
    return Instruments.specs();
  }

  /** A configuration was loaded again, or was refused and the one before goes on. */
  public void reloaded(boolean successful) {
    load = new Load(successful, successful ? time.unixNanos() : load.unixNanos());
  }

  private void observe(Load last) {
    instruments.reloadSuccessful.record(last.successful() ? 1 : 0, Attributes.empty());
    instruments.reloadTime.record(last.unixNanos() / 1e9, Attributes.empty());
  }

  /** For {@link io.cresset.core.runtime.RunTimes}: {@code telemetry::ran}. */
  public void ran(String component, Duration duration) {
    durations.record(duration.toNanos() / 1e9, Attributes.of(COMPONENT, component));
  }

  public void watch(Supervisor supervisor) {
    supervisors.add(supervisor);
  }

  public void watch(DurableLog log) {
    logs.add(log);
  }

  public void watch(RejectedLog log) {
    rejectedLogs.add(log);
  }

  public void watch(Delivery delivery) {
    deliveries.add(delivery);
  }

  /** A delivery is no longer there; what the log keeps of its account is. */
  public void forget(Delivery delivery) {
    deliveries.remove(delivery);
  }

  /** All families as they are now, by name. */
  public List<MetricFamily> collect() {
    return reader.collect();
  }

  private void observe(Supervisor supervisor) {
    for (ComponentStatus status : supervisor.status()) {
      Attributes component = Attributes.of(COMPONENT, status.component());
      instruments.runs.record(status.runs(), component);
      instruments.records.record(status.records(), component);
      instruments.trimmed.record(status.trimmed(), component);
      status
          .failures()
          .forEach((reason, count) -> instruments.failures.record(count, with(component, reason)));
      status
          .dropped()
          .forEach((reason, count) -> instruments.dropped.record(count, with(component, reason)));
      status
          .unseen()
          .forEach((reason, count) -> instruments.unseen.record(count, with(component, reason)));
    }
  }

  private void observe(DurableLog log) {
    List<Delivery> readers =
        deliveries.stream().filter(delivery -> delivery.status().signal() == log.signal()).toList();
    observe(log, readers, 0, new HashMap<>());
  }

  /**
   * Holds all deliveries of a log between two commits, one inside the other and always in the same
   * order, and then takes the log's numbers.
   */
  private void observe(
      DurableLog log, List<Delivery> held, int from, Map<String, Map<String, Long>> reasons) {
    if (from < held.size()) {
      Delivery delivery = held.get(from);
      delivery.betweenCommits(
          () -> {
            reasons.put(delivery.status().component(), delivery.status().rejected());
            observe(log, held, from + 1, reasons);
            return true;
          });
      return;
    }
    record(log.signal().id(), log.status(), reasons);
  }

  private void observe(Delivery delivery) {
    DeliveryStatus status = delivery.status();
    Attributes sink = Attributes.of(COMPONENT, status.component(), SIGNAL, status.signal().id());
    status
        .aside()
        .notKept()
        .forEach((reason, count) -> instruments.rejectedNotKept.record(count, with(sink, reason)));
    instruments.resent.record(
        status.aside().resentDelivered(), sink.toBuilder().put(OUTCOME, "delivered").build());
    instruments.resent.record(
        status.aside().resentRefused(), sink.toBuilder().put(OUTCOME, "refused").build());
  }

  private void observe(RejectedLog rejected) {
    rejected.status().ifPresent(status -> record(REJECTED, status));
    rejected
        .counts()
        .ifPresent(
            counts ->
                counts.forEach(
                    (by, count) ->
                        instruments.rejectedKept.record(
                            count, Attributes.of(COMPONENT, by.sink(), SIGNAL, by.signal().id()))));
  }

  private void record(String signal, LogStatus status, Map<String, Map<String, Long>> reasons) {
    record(signal, status);
    for (SinkStatus account : status.sinks()) {
      record(signal, status.end(), account, reasons.getOrDefault(account.sink(), Map.of()));
    }
  }

  private void record(String signal, LogStatus status) {
    Attributes log = Attributes.of(SIGNAL, signal);
    instruments.appended.record(status.end(), log);
    instruments.durable.record(status.durableEnd(), log);
    instruments.bytes.record(status.bytes(), log);
    instruments.waiting.record(status.waitingSources(), log);
    instruments.logDropped.record(status.damagedRecords(), with(log, "damaged"));
    instruments.logDropped.record(status.expiredRecords(), with(log, "displaced"));
    for (LogStatus.State state : LogStatus.State.values()) {
      instruments.state.record(
          state == status.state() ? 1 : 0,
          log.toBuilder().put(STATE, state.name().toLowerCase(Locale.ROOT)).build());
    }
  }

  private void record(String signal, long end, SinkStatus account, Map<String, Long> reasons) {
    Attributes sink = Attributes.of(COMPONENT, account.sink(), SIGNAL, signal);
    instruments.offered.record(end - account.start(), sink);
    instruments.delivered.record(account.delivered(), sink);
    instruments.unselected.record(account.unselected(), sink);
    instruments.sinkDropped.record(account.dropped(), with(sink, "lost_in_log"));
    instruments.lagRecords.record(account.lag(), sink);
    instruments.lagSeconds.record(lagSeconds(account), sink);
    long earlier = account.rejected();
    for (Map.Entry<String, Long> reason : reasons.entrySet()) {
      instruments.rejected.record(reason.getValue(), with(sink, reason.getKey()));
      earlier -= reason.getValue();
    }
    assert earlier >= 0 : account + " has fewer rejected than " + reasons;
    if (earlier > 0 || reasons.isEmpty()) {
      instruments.rejected.record(earlier, with(sink, EARLIER));
    }
  }

  private double lagSeconds(SinkStatus account) {
    if (account.lag() == 0 || account.oldestLagUnixNanos() == 0) {
      return 0;
    }
    return Math.max(0, time.unixNanos() - account.oldestLagUnixNanos()) / 1e9;
  }

  private static Attributes with(Attributes attributes, String reason) {
    return attributes.toBuilder().put(REASON, reason).build();
  }

  @Override
  public void close() {
    provider.close();
  }
}

package io.cresset.core.telemetry;

import static io.cresset.api.model.MetricType.COUNTER;
import static io.cresset.api.model.MetricType.GAUGE;
import static io.cresset.api.model.MetricType.HISTOGRAM;

import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the program's own metrics are, each as a spec and as an instrument of the SDK. */
final class Instruments {
  private static final Map<String, MetricSpec> SPECS = new TreeMap<>();

  private static final MetricSpec RUNS =
      counter(
          "cresset_collector_runs_total",
          "Runs of a collector's tasks that have begun.",
          "component");
  private static final MetricSpec FAILURES =
      counter(
          "cresset_collector_failures_total",
          "Runs that failed, and defects of collectors and steps, by reason.",
          "component",
          "reason");
  private static final MetricSpec RECORDS =
      counter(
          "cresset_collector_records_total",
          "Log records and metric points taken from a collector.",
          "component");
  private static final MetricSpec DROPPED =
      counter(
          "cresset_collector_dropped_total",
          "Records that were lost between a collector's source and the log, by reason.",
          "component",
          "reason");
  private static final MetricSpec TRIMMED =
      counter(
          "cresset_collector_trimmed_total",
          "Log records that kept their body but lost their fields, because they were too long.",
          "component");
  private static final MetricSpec UNSEEN =
      counter(
          "cresset_collector_unseen_total",
          "Records that the page or a live tap did not show, by reason; sinks have them.",
          "component",
          "reason");
  private static final MetricSpec DURATION =
      spec(
          "cresset_collector_duration_seconds",
          HISTOGRAM,
          "seconds",
          "How long runs of a collector's polls took.",
          "component");
  private static final MetricSpec APPENDED =
      counter(
          "cresset_log_appended_records_total",
          "Records that the log has taken since it was made.",
          "signal");
  private static final MetricSpec DURABLE =
      counter(
          "cresset_log_durable_records_total",
          "Records that the log has taken and that would survive a power cut.",
          "signal");
  private static final MetricSpec LOG_DROPPED =
      counter(
          "cresset_log_dropped_records_total",
          "Records that are no longer in the log because they were damaged or displaced by newer"
              + " ones, whether a sink still wanted them or not.",
          "signal",
          "reason");
  private static final MetricSpec BYTES =
      spec("cresset_log_bytes", GAUGE, "bytes", "Size of the log on disk.", "signal");
  private static final MetricSpec STATE =
      spec("cresset_log_state", GAUGE, "", "Whether the log is in this state.", "signal", "state");
  private static final MetricSpec WAITING =
      spec(
          "cresset_log_waiting_sources",
          GAUGE,
          "",
          "Sources that can be read again and wait, because the log is three quarters full.",
          "signal");
  private static final MetricSpec OFFERED =
      counter(
          "cresset_sink_offered_records_total",
          "Records meant for a sink: delivered, rejected, dropped, unselected, or still to come.",
          "component",
          "signal");
  private static final MetricSpec DELIVERED =
      counter(
          "cresset_sink_delivered_records_total",
          "Records that a sink's destination has taken.",
          "component",
          "signal");
  private static final MetricSpec REJECTED =
      counter(
          "cresset_sink_rejected_records_total",
          "Records that a sink's destination refused for good, by its reason.",
          "component",
          "signal",
          "reason");
  private static final MetricSpec REJECTED_KEPT =
      spec(
          "cresset_sink_rejected_kept_records",
          GAUGE,
          "",
          "Rejected records that are set aside and nobody has seen to.",
          "component",
          "signal");
  private static final MetricSpec REJECTED_NOT_KEPT =
      counter(
          "cresset_sink_rejected_records_not_kept_total",
          "Rejected records that could not be set aside, by reason: too many at once, not named by"
              + " the destination, the disk.",
          "component",
          "signal",
          "reason");
  private static final MetricSpec RESENT =
      counter(
          "cresset_sink_resent_records_total",
          "Rejected records that were sent again by command, by what became of them.",
          "component",
          "signal",
          "outcome");
  private static final MetricSpec SINK_DROPPED =
      counter(
          "cresset_sink_dropped_records_total",
          "Records that the log lost before a sink had them.",
          "component",
          "signal",
          "reason");
  private static final MetricSpec UNSELECTED =
      counter(
          "cresset_sink_unselected_records_total",
          "Records that a sink does not want.",
          "component",
          "signal");
  private static final MetricSpec LAG_RECORDS =
      spec(
          "cresset_sink_lag_records",
          GAUGE,
          "",
          "Records that a sink has yet to deliver.",
          "component",
          "signal");
  private static final MetricSpec LAG_SECONDS =
      spec(
          "cresset_sink_lag_seconds",
          GAUGE,
          "seconds",
          "Age of the oldest record that a sink has yet to deliver.",
          "component",
          "signal");
  private static final MetricSpec BUILD_INFO =
      spec("cresset_build_info", GAUGE, "", "Always 1, with the program's version.", "version");

  private static final MetricSpec RELOAD_SUCCESSFUL =
      spec(
          "cresset_config_last_reload_successful",
          GAUGE,
          "",
          "Whether the configuration that was loaded last is the one that runs.");
  private static final MetricSpec RELOAD_TIME =
      spec(
          "cresset_config_last_reload_success_timestamp_seconds",
          GAUGE,
          "seconds",
          "Unix time when the configuration that runs was loaded.");

  private final Meter meter;
  private final List<ObservableMeasurement> observed = new ArrayList<>();

  final ObservableLongMeasurement runs;
  final ObservableLongMeasurement failures;
  final ObservableLongMeasurement records;
  final ObservableLongMeasurement dropped;
  final ObservableLongMeasurement trimmed;
  final ObservableLongMeasurement unseen;
  final ObservableLongMeasurement appended;
  final ObservableLongMeasurement durable;
  final ObservableLongMeasurement logDropped;
  final ObservableLongMeasurement bytes;
  final ObservableLongMeasurement state;
  final ObservableLongMeasurement waiting;
  final ObservableLongMeasurement offered;
  final ObservableLongMeasurement delivered;
  final ObservableLongMeasurement rejected;
  final ObservableLongMeasurement rejectedKept;
  final ObservableLongMeasurement rejectedNotKept;
  final ObservableLongMeasurement resent;
  final ObservableLongMeasurement sinkDropped;
  final ObservableLongMeasurement unselected;
  final ObservableLongMeasurement lagRecords;
  final ObservableDoubleMeasurement lagSeconds;
  final ObservableLongMeasurement buildInfo;
  final ObservableLongMeasurement reloadSuccessful;
  final ObservableDoubleMeasurement reloadTime;

  Instruments(Meter meter) {
    this.meter = meter;
    this.runs = longs(RUNS);
    this.failures = longs(FAILURES);
    this.records = longs(RECORDS);
    this.dropped = longs(DROPPED);
    this.trimmed = longs(TRIMMED);
    this.unseen = longs(UNSEEN);
    this.appended = longs(APPENDED);
    this.durable = longs(DURABLE);
    this.logDropped = longs(LOG_DROPPED);
    this.bytes = longs(BYTES);
    this.state = longs(STATE);
    this.waiting = longs(WAITING);
    this.offered = longs(OFFERED);
    this.delivered = longs(DELIVERED);
    this.rejected = longs(REJECTED);
    this.rejectedKept = longs(REJECTED_KEPT);
    this.rejectedNotKept = longs(REJECTED_NOT_KEPT);
    this.resent = longs(RESENT);
    this.sinkDropped = longs(SINK_DROPPED);
    this.unselected = longs(UNSELECTED);
    this.lagRecords = longs(LAG_RECORDS);
    this.buildInfo = longs(BUILD_INFO);
    this.reloadSuccessful = longs(RELOAD_SUCCESSFUL);
    this.lagSeconds = doubles(LAG_SECONDS);
    this.reloadTime = doubles(RELOAD_TIME);
  }

  private ObservableDoubleMeasurement doubles(MetricSpec gauge) {
    ObservableDoubleMeasurement instrument =
        meter.gaugeBuilder(gauge.name()).setDescription(gauge.help()).buildObserver();
    observed.add(instrument);
    return instrument;
  }

  private ObservableLongMeasurement longs(MetricSpec spec) {
    ObservableLongMeasurement instrument =
        spec.type() == COUNTER
            ? meter.counterBuilder(spec.name()).setDescription(spec.help()).buildObserver()
            : meter.gaugeBuilder(spec.name()).ofLongs().setDescription(spec.help()).buildObserver();
    observed.add(instrument);
    return instrument;
  }

  /** From a file read to a device that does not answer. */
  DoubleHistogram durations() {
    return meter
        .histogramBuilder(DURATION.name())
        .setDescription(DURATION.help())
        .setExplicitBucketBoundariesAdvice(List.of(0.001, 0.01, 0.1, 1.0, 10.0))
        .build();
  }

  /** All that are read by a callback. */
  ObservableMeasurement[] observed() {
    return observed.toArray(ObservableMeasurement[]::new);
  }

  /** Every metric that the program tells about itself, by name. */
  static List<MetricSpec> specs() {
    return List.copyOf(SPECS.values());
  }

  static MetricSpec spec(String name) {
    MetricSpec spec = SPECS.get(name);
    if (spec == null) {
      throw new IllegalStateException("no spec for " + name);
    }
    return spec;
  }

  private static MetricSpec counter(String name, String help, String... labels) {
    return spec(name, COUNTER, "", help, labels);
  }

  private static MetricSpec spec(
      String name, MetricType type, String unit, String help, String... labels) {
    MetricSpec spec = new MetricSpec(name, type, unit, help, List.of(labels));
    SPECS.put(name, spec);
    return spec;
  }
}

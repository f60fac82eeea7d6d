package io.cresset.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Sink;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.rejected.RejectedLog;
import io.cresset.core.rejected.StoredRejected;
import io.cresset.core.runtime.Aside;
import io.cresset.core.runtime.ComponentSpec;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.MemoryLog;
import io.cresset.core.runtime.Supervisor;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands on the page after scripted activity, line by line. */
class SelfTelemetryTest {
  private static final Resource HOST = Resource.of(Attributes.of(Resource.HOST_NAME, "testhost"));
  private static final MetricSpec UP = MetricSpec.gauge("up", "Whether it is.");

  private final FakeTime time = new FakeTime();
  private final RecordingLogger lines = new RecordingLogger();
  private final SelfTelemetry telemetry = new SelfTelemetry(time, "1.2.3");
  private final Supervisor supervisor =
      new Supervisor(time, new Intake(time), telemetry::ran, _ -> lines);

  @AfterEach
  void close() {
    supervisor.close(Duration.ZERO);
    telemetry.close();
  }

  /** Takes a quarter of a second and three points the first time; then there is no answer. */
  private final class Device implements Collector {
    private int runs;

    @Override
    public void start(Tasks tasks) {
      tasks.add("ask", HOST, Rhythm.onDemand(), this::ask);
    }

    private void ask(Emitter out) throws CollectFailure, InterruptedException {
      runs++;
      if (runs > 1) {
        time.advance(Duration.ofSeconds(5));
        throw new CollectFailure(CollectFailure.Kind.UNREACHABLE, "no answer", "");
      }
      time.advance(Duration.ofMillis(250));
      for (int i = 0; i < 3; i++) {
        out.emit(MetricBatch.of(HOST, List.of(UP.family(i))));
      }
      out.dropped("line_too_long", 2);
    }

    @Override
    public void close() {}
  }

  @Test
  void tellsOfCollectors() throws Exception {
    telemetry.watch(supervisor);
    supervisor.start(new ComponentSpec("device/gate", "device", new Device(), List.of()));
    supervisor.collect("device", Duration.ofSeconds(60));
    time.advance(Duration.ofSeconds(2));
    supervisor.collect("device", Duration.ofSeconds(60));
    assertThat(page("cresset_collector"))
        .isEqualTo(
            """
            # HELP cresset_collector_dropped_total Records that were lost between a collector's source and the log, by reason.
            # TYPE cresset_collector_dropped_total counter
            cresset_collector_dropped_total{component="device/gate",reason="line_too_long"} 2
            # HELP cresset_collector_duration_seconds How long runs of a collector's polls took.
            # TYPE cresset_collector_duration_seconds histogram
            cresset_collector_duration_seconds_bucket{component="device/gate",le="0.001"} 0
            cresset_collector_duration_seconds_bucket{component="device/gate",le="0.01"} 0
            cresset_collector_duration_seconds_bucket{component="device/gate",le="0.1"} 0
            cresset_collector_duration_seconds_bucket{component="device/gate",le="1"} 1
            cresset_collector_duration_seconds_bucket{component="device/gate",le="10"} 2
            cresset_collector_duration_seconds_bucket{component="device/gate",le="+Inf"} 2
            cresset_collector_duration_seconds_sum{component="device/gate"} 5.25
            cresset_collector_duration_seconds_count{component="device/gate"} 2
            # HELP cresset_collector_failures_total Runs that failed, and defects of collectors and steps, by reason.
            # TYPE cresset_collector_failures_total counter
            cresset_collector_failures_total{component="device/gate",reason="unreachable"} 1
            # HELP cresset_collector_records_total Log records and metric points taken from a collector.
            # TYPE cresset_collector_records_total counter
            cresset_collector_records_total{component="device/gate"} 3
            # HELP cresset_collector_runs_total Runs of a collector's tasks that have begun.
            # TYPE cresset_collector_runs_total counter
            cresset_collector_runs_total{component="device/gate"} 2
            # HELP cresset_collector_trimmed_total Log records that kept their body but lost their fields, because they were too long.
            # TYPE cresset_collector_trimmed_total counter
            cresset_collector_trimmed_total{component="device/gate"} 0
            """);
  }

  @Test
  void tellsOfLogs() {
    telemetry.watch(
        new StillLog(
            Signal.METRICS,
            new LogStatus(
                LogStatus.State.READ_ONLY, "no", 100, 1000, 990, 4096, 2, 5, 95, 3, List.of())));
    assertThat(page("cresset_log"))
        .isEqualTo(
            """
            # HELP cresset_log_appended_records_total Records that the log has taken since it was made.
            # TYPE cresset_log_appended_records_total counter
            cresset_log_appended_records_total{signal="metrics"} 1000
            # HELP cresset_log_bytes Size of the log on disk.
            # TYPE cresset_log_bytes gauge
            cresset_log_bytes{signal="metrics"} 4096
            # HELP cresset_log_dropped_records_total Records that are no longer in the log because they were damaged or displaced by newer ones, whether a sink still wanted them or not.
            # TYPE cresset_log_dropped_records_total counter
            cresset_log_dropped_records_total{reason="damaged",signal="metrics"} 5
            cresset_log_dropped_records_total{reason="displaced",signal="metrics"} 95
            # HELP cresset_log_durable_records_total Records that the log has taken and that would survive a power cut.
            # TYPE cresset_log_durable_records_total counter
            cresset_log_durable_records_total{signal="metrics"} 990
            # HELP cresset_log_state Whether the log is in this state.
            # TYPE cresset_log_state gauge
            cresset_log_state{signal="metrics",state="failing"} 0
            cresset_log_state{signal="metrics",state="full"} 0
            cresset_log_state{signal="metrics",state="ok"} 0
            cresset_log_state{signal="metrics",state="read_only"} 1
            # HELP cresset_log_waiting_sources Sources that can be read again and wait, because the log is three quarters full.
            # TYPE cresset_log_waiting_sources gauge
            cresset_log_waiting_sources{signal="metrics"} 3
            """);
  }

  /** Every term of the identity is there: 1000 - 200 = 500 + 7 + 23 + 40 + 230. */
  @Test
  void tellsOfSinksEachTermOfTheIdentity() {
    long oldest = time.unixNanos() - 2_500_000_000L;
    telemetry.watch(
        new StillLog(
            Signal.LOGS,
            status(1000, new SinkStatus("loki/home", 200, 500, 7, 23, 40, 230, oldest))));
    assertThat(page("cresset_sink"))
        .isEqualTo(
            """
            # HELP cresset_sink_delivered_records_total Records that a sink's destination has taken.
            # TYPE cresset_sink_delivered_records_total counter
            cresset_sink_delivered_records_total{component="loki/home",signal="logs"} 500
            # HELP cresset_sink_dropped_records_total Records that the log lost before a sink had them.
            # TYPE cresset_sink_dropped_records_total counter
            cresset_sink_dropped_records_total{component="loki/home",reason="lost_in_log",signal="logs"} 23
            # HELP cresset_sink_lag_records Records that a sink has yet to deliver.
            # TYPE cresset_sink_lag_records gauge
            cresset_sink_lag_records{component="loki/home",signal="logs"} 230
            # HELP cresset_sink_lag_seconds Age of the oldest record that a sink has yet to deliver.
            # TYPE cresset_sink_lag_seconds gauge
            cresset_sink_lag_seconds{component="loki/home",signal="logs"} 2.5
            # HELP cresset_sink_offered_records_total Records meant for a sink: delivered, rejected, dropped, unselected, or still to come.
            # TYPE cresset_sink_offered_records_total counter
            cresset_sink_offered_records_total{component="loki/home",signal="logs"} 800
            # HELP cresset_sink_rejected_records_total Records that a sink's destination refused for good, by its reason.
            # TYPE cresset_sink_rejected_records_total counter
            cresset_sink_rejected_records_total{component="loki/home",reason="earlier",signal="logs"} 7
            # HELP cresset_sink_unselected_records_total Records that a sink does not want.
            # TYPE cresset_sink_unselected_records_total counter
            cresset_sink_unselected_records_total{component="loki/home",signal="logs"} 40
            """);
  }

  @Test
  void aSinkThatIsDoneHasNoLagAndAClockThatWentBackNoNegativeOne() {
    long later = time.unixNanos() + 1;
    telemetry.watch(
        new StillLog(
            Signal.LOGS,
            status(
                10,
                new SinkStatus("done", 0, 10, 0, 0, 0, 0, 0),
                new SinkStatus("ahead", 0, 9, 0, 0, 0, 1, later))));
    assertThat(page("cresset_sink_lag_seconds"))
        .contains("{component=\"done\",signal=\"logs\"} 0\n")
        .contains("{component=\"ahead\",signal=\"logs\"} 0\n");
  }

  /** Refuses two records of each chunk, each for its own reason. */
  private record Strict() implements Sink {
    @Override
    public Set<Signal> signals() {
      return Set.of(Signal.LOGS);
    }

    @Override
    public Outcome send(Chunk chunk) {
      long first = chunk.firstNumber();
      return new Outcome.Done(
          List.of(
              new Outcome.Rejection(first, first + 1, "too old"),
              new Outcome.Rejection(first + 1, first + 2, "too long")),
          0,
          "");
    }

    @Override
    public void close() {}
  }

  @Test
  void namesWhyRecordsWereRejected() throws Exception {
    MemoryLog log = new MemoryLog(Signal.LOGS, time);
    Delivery delivery =
        new Delivery("loki", Signal.LOGS, new Strict(), List.of(), log.feed("loki"), time, lines);
    telemetry.watch(log);
    telemetry.watch(delivery);
    delivery.start();
    log.append(batch(5));
    Eventually.holds("delivered", () -> log.status().sinks().getFirst().lag() == 0);
    assertThat(page("cresset_sink_rejected").lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "cresset_sink_rejected_records_total{component=\"loki\",reason=\"too"
                + " old\",signal=\"logs\"} 1",
            "cresset_sink_rejected_records_total{component=\"loki\",reason=\"too"
                + " long\",signal=\"logs\"} 1");
    delivery.close(Duration.ofSeconds(5));
    telemetry.forget(delivery);
    // The log remembers how many, not why.
    assertThat(page("cresset_sink_rejected"))
        .contains("{component=\"loki\",reason=\"earlier\",signal=\"logs\"} 2\n")
        .doesNotContain("too old");
  }

  private final class Anywhere implements RejectedLog.Place {
    @Override
    public DurableLog open() {
      return new MemoryLog(Signal.LOGS, time);
    }

    @Override
    public StoredRejected read() {
      throw new UnsupportedOperationException();
    }
  }

  /** Two of three records. */
  private void refuse(RejectedLog rejected) throws InterruptedException {
    LogRecord line = LogRecord.builder(1, 1, Value.of("a line")).build();
    EncodedBatch batch =
        OtlpLogs.encode(
            new LogBatch(
                List.of(new ResourceLogs(Resource.empty(), List.of(line, line, line))),
                PositionMoves.none()));
    Chunk.Frame frame = new Chunk.Frame(new UUID(1, 2), 1, 0, 3, batch.otlp());
    Chunk chunk = new Chunk(Signal.LOGS, 0, List.of(frame));
    rejected.keep("loki", chunk, List.of(new Rejection(0, 2, "too old")));
  }

  @Test
  void tellsWhatIsSetAside() throws Exception {
    RejectedLog rejected = new RejectedLog(new Anywhere(), time, lines);
    telemetry.watch(rejected);
    assertThat(page("cresset_sink_rejected_kept")).isEmpty();
    refuse(rejected);
    assertThat(page("cresset_sink_rejected_kept_records"))
        .contains("cresset_sink_rejected_kept_records{component=\"loki\",signal=\"logs\"} 2\n");
    assertThat(page("cresset_log_appended"))
        .contains("cresset_log_appended_records_total{signal=\"rejected\"} 2\n");
  }

  @Test
  void everyMetricThatIsDeclaredIsOnThePage() throws Exception {
    telemetry.watch(supervisor);
    supervisor.start(new ComponentSpec("device", "device", new Device(), List.of()));
    supervisor.collect("", Duration.ofSeconds(60));
    time.advance(Duration.ofSeconds(2));
    supervisor.collect("", Duration.ofSeconds(60));
    supervisor.unseen("device", "name_taken", 3);
    SinkStatus sink = new SinkStatus("loki", 0, 1, 1, 1, 1, 1, 1);
    telemetry.watch(new StillLog(Signal.LOGS, status(5, sink)));
    RejectedLog rejected = new RejectedLog(new Anywhere(), time, lines);
    MemoryLog log = new MemoryLog(Signal.LOGS, time);
    Delivery delivery =
        new Delivery("otlp", Signal.LOGS, new Strict(), List.of(), log.feed("otlp"), time, lines);
    delivery.keepRefusedIn((_, _, _) -> new Aside.Kept(0, Map.of("disk", 1L)));
    telemetry.watch(delivery);
    telemetry.watch(rejected);
    refuse(rejected);
    log.append(batch(5));
    delivery.start();
    Eventually.holds("delivered", () -> log.status().sinks().getFirst().lag() == 0);
    Set<String> declared =
        Instruments.specs().stream().map(MetricSpec::name).collect(Collectors.toSet());
    assertThat(telemetry.collect())
        .extracting(family -> family.spec().name())
        .containsExactlyInAnyOrderElementsOf(declared);
    assertThat(declared)
        .contains("cresset_collector_runs_total", "cresset_collector_failures_total")
        .contains("cresset_collector_records_total", "cresset_collector_dropped_total")
        .contains("cresset_collector_duration_seconds", "cresset_log_bytes", "cresset_log_state")
        .contains("cresset_log_appended_records_total", "cresset_log_durable_records_total")
        .contains("cresset_log_dropped_records_total", "cresset_sink_delivered_records_total")
        .contains("cresset_sink_rejected_records_total", "cresset_sink_dropped_records_total")
        .contains("cresset_sink_lag_records", "cresset_sink_lag_seconds");
    for (MetricFamily family : telemetry.collect()) {
      assertThat(family.points())
          .as(family.spec().name())
          .isNotEmpty()
          .allSatisfy(
              point ->
                  assertThat(names(point.labels()))
                      .containsExactlyInAnyOrderElementsOf(family.spec().labelNames()));
    }
  }

  @Test
  void itsOwnCollectorEmitsItAll() throws Exception {
    try (CollectorHarness harness = new CollectorHarness(SelfCollector.KIND, time)) {
      SelfCollector collector = new SelfCollector(telemetry, HOST);
      harness.register(collector);
      assertThat(harness.taskNames()).containsExactly("metrics");
      assertThat(harness.run("metrics").success()).isTrue();
      assertThat(text(harness.families())).contains("\ncresset_build_info{version=\"1.2.3\"} 1\n");
      collector.close();
    }
  }

  private static Set<String> names(Labels labels) {
    Set<String> names = new HashSet<>();
    labels.forEach((name, _) -> names.add(name));
    return names;
  }

  private static EncodedBatch batch(int records) {
    return new EncodedBatch(
        Signal.LOGS, ByteSlice.of(new byte[100]), records, PositionMoves.none());
  }

  private static LogStatus status(long end, SinkStatus... sinks) {
    return new LogStatus(LogStatus.State.OK, "", 0, end, end, 4096, 1, 0, 0, 0, List.of(sinks));
  }

  /** The families whose names begin like this, as the page shows them. */
  private String page(String prefix) {
    return text(
        telemetry.collect().stream()
            .filter(family -> family.spec().name().startsWith(prefix))
            .toList());
  }

  private static String text(List<MetricFamily> families) {
    return new String(PrometheusText.write(families).utf8(), StandardCharsets.UTF_8);
  }
}

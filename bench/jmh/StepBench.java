package io.cresset.bench;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.config.DataSize;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.detect.DetectConfig;
import io.cresset.collectors.parse.detect.DetectFactory;
import io.cresset.collectors.parse.redact.RedactConfig;
import io.cresset.collectors.parse.redact.RedactFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a step costs for one line, in batches of 500. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class StepBench {
  private static final int LINES = 500;
  private static final long READ = 1_767_322_800_000_000_000L;

  /** Of 100 to 200 bytes, as programs write them. */
  public enum Line {
    PLAIN("Started session 12 of user root on the console, after 3 attempts from 192.0.2.7 port 52114 (ssh2), key accepted"),
    LEVEL("2026-01-02 03:00:00,123 INFO  [main] com.example.app.Server - listening on port 8080, 12 workers, ready in 3.2 s"),
    KLOG("I0102 03:00:00.123456       1 controller.go:117] synced 12 objects of kind Deployment in namespace default in 3.2 ms"),
    LOGFMT("level=info ts=2026-01-02T03:00:00.123Z caller=server.go:117 component=web msg=\"request served\" status=200 duration=3.2ms"),
    JSON("{\"level\":\"info\",\"ts\":\"2026-01-02T03:00:00.123Z\",\"caller\":\"server.go:117\",\"msg\":\"request served\",\"http\":{\"method\":\"GET\",\"status\":200},\"ms\":3.2}");

    private final String text;

    Line(String text) {
      this.text = text;
    }
  }

  @Param public Line line;

  private Step detect;
  private Step redact;

  /** As files have it: without a time of its own. */
  private LogBatch untimed;

  /** As a container runtime gives it. */
  private LogBatch timed;

  @Setup
  public void prepare() {
    CollectorContext context =
        (CollectorContext)
            Proxy.newProxyInstance(
                StepBench.class.getClassLoader(),
                new Class<?>[] {CollectorContext.class},
                (_, method, _) -> method.getName().equals("component") ? "bench" : null);
    detect =
        new DetectFactory()
            .create(
                new DetectConfig(
                    List.of(DetectConfig.Part.values()),
                    64,
                    DataSize.parse("32KiB"),
                    8,
                    DataSize.parse("64KiB"),
                    Optional.empty()),
                "detect",
                context);
    redact =
        new RedactFactory()
            .create(
                new RedactConfig(List.of(RedactConfig.Ready.values()), Map.of(), "***"),
                "redact",
                context);
    untimed = batch(READ);
    timed = batch(READ - 1_000_000);
  }

  private LogBatch batch(long unixNanos) {
    byte[] bytes = line.text.getBytes(StandardCharsets.UTF_8);
    List<LogRecord> records = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      records.add(LogRecord.builder(unixNanos, READ, Value.ofUtf8(ByteSlice.of(bytes))).build());
    }
    Resource resource = Resource.of(Attributes.of("log.file.path", "/var/log/app.log"));
    return new LogBatch(List.of(new ResourceLogs(resource, records)), PositionMoves.none());
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public LogBatch detectInContainers() {
    return detect.apply(timed);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public LogBatch detectInFiles() {
    return detect.apply(untimed);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public LogBatch redactAll() {
    return redact.apply(timed);
  }
}

package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.DataSize;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Value;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A journal collector that reads folders, for one test; time passes while a test waits. */
final class Reading implements AutoCloseable {
  private static final Path NO_KMSG = Path.of("/nowhere/kmsg");

  private final JournalCollector collector;
  final FakeTime time = new FakeTime();
  final CollectorHarness harness = new CollectorHarness("journal", time);

  Reading(JournalConfig config, Map<String, ByteSlice> positions) {
    this(config, positions, FileSource::open);
  }

  Reading(JournalConfig config, Map<String, ByteSlice> positions, FileSource.Opening opening) {
    positions.forEach(harness::setPosition);
    collector = new JournalCollector(config, harness, opening);
    harness.start(collector);
  }

  static Reading of(Path... paths) {
    return new Reading(config(paths), Map.of());
  }

  /** A collector that goes on where this one was. */
  Reading next(Path... paths) {
    close();
    return new Reading(config(paths), harness.positions());
  }

  static JournalConfig config(Path... paths) {
    return config(JournalConfig.Start.BEGINNING, paths);
  }

  static JournalConfig config(JournalConfig.Start start, Path... paths) {
    return config(start, 32, paths);
  }

  static JournalConfig config(JournalConfig.Start start, int maxOpenFiles, Path... paths) {
    return config(start, 4096, maxOpenFiles, paths);
  }

  static JournalConfig config(
      JournalConfig.Start start, int maxFiles, int maxOpenFiles, Path... paths) {
    return new JournalConfig(
        Arrays.asList(paths),
        start,
        NO_KMSG,
        List.of(),
        List.of(),
        true,
        new DataSize(8 << 20),
        1024,
        maxFiles,
        maxOpenFiles);
  }

  /** Waits for so many records, and that no more come with them. */
  List<String> bodies(int count) {
    time.advanceUntil(() -> harness.records().size() >= count, Duration.ofMillis(50));
    return bodies();
  }

  List<String> bodies() {
    return harness.records().stream().map(Reading::body).toList();
  }

  /** Lets so much time pass, in looks. */
  void pass(Duration by) {
    long until = time.monotonicNanos() + by.toNanos();
    time.advanceUntil(
        () -> time.monotonicNanos() >= until && time.waiterCount() > 0, Duration.ofMillis(50));
  }

  static String body(LogRecord record) {
    return switch (record.body()) {
      case Value.Text text -> text.toString();
      case Value.Bytes bytes ->
          new String(bytes.bytes().toByteArray(), StandardCharsets.ISO_8859_1);
      case Value other -> throw new AssertionError("a body of " + other);
    };
  }

  /** The sum of a metric's points. */
  double metric(String name) throws InterruptedException {
    harness.run(JournalCollector.COUNTS_TASK);
    MetricFamily last =
        harness.families().stream()
            .filter(family -> family.spec().name().equals(name))
            .reduce((_, later) -> later)
            .orElseThrow();
    return last.points().stream()
        .filter(Objects::nonNull)
        .mapToDouble(point -> ((NumberPoint) point).value())
        .sum();
  }

  @Override
  public void close() {
    harness.close();
    collector.close();
    assertThat(harness.defects()).isEmpty();
    assertThat(harness.failures()).isEmpty();
  }
}

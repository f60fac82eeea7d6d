package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.frame;
import static io.cresset.exporters.loki.Chunks.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.exporters.TestContext;
import io.cresset.testkit.LokiPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a real Loki with its own limits refuses, and that nothing else is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealLokiLimitsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  /** The real time, because Loki refuses what is far from its own clock's. */
  private final Instant now = Instant.now();

  private final long nowNanos = now.getEpochSecond() * 1_000_000_000L;
  private final TestContext context = new TestContext("loki");
  private LokiPeer loki;

  @BeforeAll
  void start(@TempDir Path folder) {
    // Only what a test asks for at once is more than by default.
    String limits =
        """
        max_entries_limit_per_query: 1000000
        ingestion_burst_size_mb: 64
        """;
    loki = new LokiPeer(folder, limits);
    // The sink shares the test's idea of the time.
    context
        .fakeTime()
        .advance(Duration.between(Instant.EPOCH.plusNanos(context.time().unixNanos()), now));
  }

  @AfterAll
  void stop() {
    if (loki != null) {
      loki.close();
    }
  }

  private LokiSink sink() {
    return new LokiSink(new LokiConfig(loki.url(), HttpSettings.plain(), 1000), context);
  }

  private LogRecord at(long nanos, String line) {
    return LogRecord.builder(nowNanos + nanos, nowNanos, Value.of(line)).build();
  }

  private List<String> stored(String job) {
    return loki
        .query("{job=\"" + job + "\"}", now.minus(Duration.ofHours(20)), now.plusSeconds(3600))
        .stream()
        .map(LokiPeer.Entry::line)
        .toList();
  }

  private static List<Long> numbers(Outcome outcome) {
    Outcome.Done done = (Outcome.Done) outcome;
    assertThat(done.unattributed()).isZero();
    return done.rejections().stream().map(Rejection::firstNumber).toList();
  }

  @Test
  void oneTooLongAndOneTooOldAmongTenThousandAreSetAsideAlone() throws Exception {
    Resource host = resource("job", "poison", "host.name", "gate");
    List<LogRecord> records = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String line = "line " + i + " of ten thousand";
      switch (i) {
        case 4_711 -> records.add(at(i, "x".repeat(262_145)));
        case 7_003 -> records.add(at(-8 * 24 * HOUR, line));
        default -> {
          records.add(at(i, line));
          good.add(line);
        }
      }
    }
    Outcome outcome = sink().send(chunk(new ResourceLogs(host, records)));
    assertThat(numbers(outcome)).containsExactly(4_711L, 7_003L);
    assertThat(((Outcome.Done) outcome).rejections())
        .extracting(it -> it.reason().split(": ", -1)[0])
        .containsExactly("line_too_long", "too_old");
    assertThat(stored("poison").equals(good)).isTrue();
  }

  /** Loki says 204 to a request of two streams when it has thrown lines of the first away. */
  @Test
  void linesThatAreTooFarBehindAreSeen() throws Exception {
    Resource one = resource("job", "behind", "host.name", "one");
    Resource two = resource("job", "behind", "host.name", "two");
    LokiSink sink = sink();
    assertThat(
            sink.send(
                chunk(
                    new ResourceLogs(one, List.of(at(0, "a"))),
                    new ResourceLogs(two, List.of(at(1, "b"))))))
        .isEqualTo(Outcome.delivered());
    Outcome outcome =
        sink.send(
            chunk(
                frame(
                    2,
                    new ResourceLogs(
                        one, List.of(at(-2 * HOUR, "lost"), at(-HOUR / 2, "late"), at(2, "c"))),
                    new ResourceLogs(two, List.of(at(-3 * HOUR, "lost too"), at(3, "d"))))));
    assertThat(numbers(outcome)).containsExactly(2L, 5L);
    assertThat(stored("behind")).containsExactly("late", "a", "b", "c", "d");
  }

  /** Hours of a quiet host in one chunk: the second time nearly all of it is too far behind. */
  @Test
  void whatIsSentAgainIsThere() throws Exception {
    Resource quiet = resource("job", "quiet", "host.name", "quiet");
    List<LogRecord> records =
        IntStream.range(0, 40).mapToObj(i -> at((i - 40) * HOUR / 16, "q" + i)).toList();
    LokiSink sink = sink();
    assertThat(sink.send(chunk(new ResourceLogs(quiet, records)))).isEqualTo(Outcome.delivered());
    // Its successor knows nothing of that, and sends what was not written down.
    context.fakeTime().advance(Duration.ofSeconds(1));
    assertThat(sink().send(chunk(new ResourceLogs(quiet, records)))).isEqualTo(Outcome.delivered());
    assertThat(stored("quiet")).hasSize(40);
  }

  /** A name that is only underscores makes Loki answer 500 to the whole request, for ever. */
  @Test
  void noNameOfAFieldStopsTheRest() throws Exception {
    Resource host = resource("job", "names", "host.name", "gate");
    List<LogRecord> records = new ArrayList<>();
    for (String name : List.of("_", "...", "\u65e5\u672c", "a__b", "9", "-a-")) {
      records.add(
          LogRecord.builder(nowNanos + records.size(), nowNanos, Value.of(name))
              .attributes(
                  Attributes.builder().put(name, "v").put("a..b", "w").put("a.b", "x").build())
              .build());
    }
    assertThat(sink().send(chunk(new ResourceLogs(host, records)))).isEqualTo(Outcome.delivered());
    List<LokiPeer.Entry> entries =
        loki.query("{job=\"names\"}", now.minusSeconds(60), now.plusSeconds(60));
    assertThat(entries).hasSize(records.size());
    // None was overwritten by another.
    assertThat(entries).allMatch(entry -> entry.metadata().containsValue("v"));
    assertThat(entries).allMatch(entry -> entry.metadata().containsValue("w"));
    assertThat(entries).allMatch(entry -> entry.metadata().containsValue("x"));
  }
}

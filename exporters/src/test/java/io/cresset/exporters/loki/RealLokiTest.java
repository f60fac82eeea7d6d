package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.frame;
import static io.cresset.exporters.loki.Chunks.logs;
import static io.cresset.exporters.loki.Chunks.record;
import static io.cresset.exporters.loki.Chunks.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Outcome;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.exporters.TestContext;
import io.cresset.testkit.LokiPeer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is pushed comes back from a real Loki as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealLokiTest {
  /** The real time, because Loki refuses what is far from its own clock's. */
  private final Instant now = Instant.now();

  private final long nowNanos = now.getEpochSecond() * 1_000_000_000L;
  private final TestContext context = new TestContext("loki");
  private LokiPeer loki;

  @BeforeAll
  void start(@TempDir Path folder) {
    loki = new LokiPeer(folder);
  }

  @AfterAll
  void stop() {
    if (loki != null) {
      loki.close();
    }
  }

  private LokiSink sink(URI url) {
    return new LokiSink(new LokiConfig(url, HttpSettings.plain(), 1000), context);
  }

  private List<LokiPeer.Entry> query(String selector) {
    return loki.query(selector, now.minusSeconds(3600), now.plusSeconds(3600));
  }

  private LogRecord at(long nanos, Value body) {
    return LogRecord.builder(nowNanos + nanos, nowNanos, body).build();
  }

  @Test
  void linesComeBackByteForByte() throws Exception {
    Resource host = resource("job", "bytes", "host.name", "a\"b\\c\nd\te\u0001\u00e9");
    List<String> lines =
        List.of(
            "plain",
            "",
            " leading and trailing \t",
            "tabs\tand\nlines\r\n",
            "nul \u0000 bell \u0007 del \u007f",
            "\u00e9\u4e16\uD83D\uDE00\u200b\ufeff",
            "{\"json\":\"\\u00e9\"}",
            "x".repeat(100_000));
    List<LogRecord> records = new ArrayList<>();
    for (String line : lines) {
      records.add(at(records.size(), Value.of(line)));
    }
    assertThat(sink(loki.url()).send(chunk(new ResourceLogs(host, records))))
        .isEqualTo(Outcome.delivered());
    List<LokiPeer.Entry> stored = query("{job=\"bytes\"}");
    assertThat(stored.stream().map(LokiPeer.Entry::line).toList().equals(lines)).isTrue();
    assertThat(stored)
        .extracting(LokiPeer.Entry::unixNanos)
        .isEqualTo(IntStream.range(0, lines.size()).mapToObj(i -> nowNanos + i).toList());
    assertThat(stored.getFirst().labels())
        .isEqualTo(Map.of("job", "bytes", "instance", "a\"b\\c\nd\te\u0001\u00e9"));
  }

  @Test
  void fieldsComeBackAsMetadata() throws Exception {
    byte[] latin1 = {'c', 'a', 'f', (byte) 0xE9};
    Resource pod =
        resource(
            "job", "fields",
            "host.name", "node-1",
            "service.name", "shop",
            "k8s.namespace.name", "prod",
            "k8s.container.name", "web",
            "cluster", "home");
    LogRecord record =
        record(Value.ofUtf8(ByteSlice.of(latin1)))
            .severity(17, "ERR")
            .eventName("it.happened")
            .attributes(
                Attributes.builder()
                    .put("syslog.appname", "sshd")
                    .put("job", "inner")
                    .put("empty", "")
                    .put("odd", "a\"b\\c\nd")
                    .build())
            .build()
            .withTime(nowNanos);
    assertThat(sink(loki.url()).send(chunk(logs(pod, record)))).isEqualTo(Outcome.delivered());
    LokiPeer.Entry entry =
        query("{job=\"fields\"} | syslog_appname=\"sshd\" | severity_number >= 17").getFirst();
    assertThat(entry.line()).isEqualTo("caf\uFFFD");
    assertThat(entry.labels())
        .containsEntry("job", "fields")
        .containsEntry("instance", "node-1")
        .containsEntry("service_name", "shop")
        .containsEntry("namespace", "prod")
        .containsEntry("container", "web");
    assertThat(entry.metadata())
        .containsEntry("level", "err")
        .containsEntry("severity_number", "17")
        .containsEntry("event_name", "it.happened")
        .containsEntry("cluster", "home")
        .containsEntry("job_2", "inner")
        .containsEntry("odd", "a\"b\\c\nd")
        .containsEntry("body_base64", Base64.getEncoder().encodeToString(latin1));
  }

  @Test
  void equalLinesAreAllKeptAndRepeatsAreNot() throws Exception {
    Resource host = resource("job", "equal", "host.name", "gate");
    List<LogRecord> records =
        IntStream.range(0, 100).mapToObj(i -> at(i, Value.of("the same"))).toList();
    LokiSink sink = sink(loki.url());
    for (int i = 0; i < 3; i++) {
      assertThat(sink.send(chunk(new ResourceLogs(host, records)))).isEqualTo(Outcome.delivered());
    }
    assertThat(query("{job=\"equal\"}")).hasSize(100);
  }

  @Test
  void manyStreamsInOneRequest() throws Exception {
    List<ResourceLogs> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Resource host = resource("job", "many", "host.name", "host" + i);
      all.add(logs(host, at(0, Value.of("a" + i)), at(1, Value.of("b" + i))));
    }
    LokiSink sink = sink(loki.url());
    assertThat(
            sink.send(
                chunk(
                    frame(0, all.toArray(ResourceLogs[]::new)),
                    frame(600, logs(all.getFirst().resource(), at(2, Value.of("c0")))))))
        .isEqualTo(Outcome.delivered());
    assertThat(query("{job=\"many\"}")).hasSize(601);
    assertThat(query("{job=\"many\", instance=\"host0\"}"))
        .extracting(LokiPeer.Entry::line)
        .containsExactly("a0", "b0", "c0");
  }

  @Test
  void manyFieldsAreNotRefused() throws Exception {
    Attributes.Builder many = Attributes.builder();
    for (int i = 0; i < 500; i++) {
      many.put("key" + i, "x".repeat(i + 1));
    }
    LogRecord record =
        record("with many fields").attributes(many.build()).build().withTime(nowNanos);
    assertThat(sink(loki.url()).send(chunk(logs(resource("job", "fat"), record))))
        .isEqualTo(Outcome.delivered());
    Map<String, String> metadata = query("{job=\"fat\"}").getFirst().metadata();
    assertThat(metadata.keySet()).hasSize(Metadata.MAX_PAIRS).contains("metadata_cut");
  }

  @Test
  void aWrongDoorIsNotTakenForAnAnswer() throws Exception {
    Outcome outcome =
        sink(loki.url().resolve("/nothing-here"))
            .send(chunk(logs(resource(), at(0, Value.of("x")))));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.RetryAfter.class,
            retry -> assertThat(retry.reason()).contains("404", "check exporters.loki.url"));
  }

  @Test
  void whatLokiFindsTooNewIsRefusedWithItsWords() throws Exception {
    LogRecord tomorrow = at(Duration.ofDays(1).toNanos(), Value.of("x"));
    Outcome outcome = sink(loki.url()).send(chunk(logs(resource("job", "new"), tomorrow)));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done -> {
              assertThat(done.unattributed()).isZero();
              assertThat(done.rejections()).hasSize(1);
              assertThat(done.rejections().getFirst().reason())
                  .startsWith("too_new: entry has timestamp too new: ");
            });
  }
}

package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cresset log}, on a folder that nobody uses and on one that somebody does. */
class StoredDataTest {
  private static final long TIME = 1_700_000_000_000_000_000L;
  private static final Resource AP = Resource.of(Attributes.of(Resource.HOST_NAME, "ap"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;

  @BeforeEach
  void fill() throws Exception {
    try (ThreadedLog log = open(Signal.LOGS)) {
      var feed = log.feed("loki");
      for (int i = 0; i < 4; i++) {
        boolean _ = log.append(lines(3 * i, 3, "at " + i)).awaitDurable(Duration.ofSeconds(30));
      }
      var chunk = feed.poll(1, Duration.ZERO, Duration.ofSeconds(30)).orElseThrow();
      assertThat(chunk.endNumber()).isGreaterThanOrEqualTo(3);
      feed.commit(3, 1);
    }
    try (ThreadedLog log = open(Signal.METRICS)) {
      log.feed("remote_write");
      MetricSpec spec = MetricSpec.counter("http_total", "Requests.", "code");
      MetricBatch batch =
          MetricBatch.of(
              AP,
              List.of(
                  spec.family(
                      List.of(
                          new NumberPoint(Labels.of("code", "200"), 7, TIME, false),
                          new NumberPoint(Labels.of("code", "404"), 0.5, TIME, false)
                              .endedAt(TIME + 1)))));
      boolean _ =
          log.append(OtlpMetrics.encode(batch).getFirst()).awaitDurable(Duration.ofSeconds(30));
    }
  }

  private ThreadedLog open(Signal signal) throws Exception {
    return ThreadedLog.open(
        new RealDisk(),
        data.resolve(signal.id()),
        signal,
        LogLimits.defaults(),
        new SystemTime(),
        new RecordingLogger());
  }

  private static EncodedBatch lines(int first, int count, String position) {
    List<LogRecord> records = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      records.add(
          LogRecord.builder(TIME + i, TIME, Value.of("line " + i))
              .severity(13, "warning")
              .attributes(Attributes.of("pid", "" + i))
              .build());
    }
    ByteSlice at = ByteSlice.of(position.getBytes(StandardCharsets.UTF_8));
    return OtlpLogs.encode(
        new LogBatch(
            List.of(new ResourceLogs(AP, records)),
            new PositionMoves(Map.of("file", Optional.of(at)))));
  }

  private Ran log(String command, String... more) {
    List<String> args = new ArrayList<>(List.of("log", command, "--data", data.toString()));
    args.addAll(List.of(more));
    return Ran.command(Map.of(), args.toArray(String[]::new));
  }

  private static Ran good(Ran ran) {
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    return ran;
  }

  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new java.util.TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path path : all.toList()) {
        String bytes =
            Files.isDirectory(path) ? "" : java.util.Arrays.toString(Files.readAllBytes(path));
        files.put(path, Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return files;
  }

  @Test
  void inspectShowsAllThatIsThereAndChangesNothing() throws Exception {
    Map<Path, String> before = files();
    Ran ran = good(log("inspect"));
    assertThat(ran.out())
        .startsWith("data folder " + data + "\n\nlogs: 12 records (numbers 0 to before 12), ")
        .containsPattern("  00000000000000000000\\.log +1  +0 +12  +[\\d,]+  lz4 +\\d+\\.\\d +20")
        .containsPattern("  loki +12 +2 +1 +0 +0 +9  yes +20")
        .containsPattern("  file +at 3\n")
        .contains("\nmetrics: 2 records (numbers 0 to before 2), ")
        .containsPattern("  remote_write +2 +0 +0 +0 +0 +2  yes +20");
    assertThat(good(log("inspect", "--log", "metrics")).out()).doesNotContain("\nlogs: ");
    good(log("verify"));
    good(log("dump"));
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void inspectAsJson() throws Exception {
    Files.writeString(data.resolve("logs/notes.txt"), "mine");
    JsonNode all = JSON.readTree(good(log("inspect", "--json")).out());
    assertThat(all.get("data").asText()).isEqualTo(data.toString());
    JsonNode logs = all.get("logs").get(0);
    assertThat(logs.get("log").asText()).isEqualTo("logs");
    assertThat(logs.get("end").asLong()).isEqualTo(12);
    assertThat(logs.get("segments").get(0).get("codec").asText()).isEqualTo("lz4");
    assertThat(logs.get("foreign").get(0).asText()).isEqualTo("notes.txt");
    JsonNode sink = logs.get("sinks").get(0);
    assertThat(sink.get("delivered").asLong()).isEqualTo(2);
    assertThat(sink.get("lag").asLong()).isEqualTo(9);
    assertThat(sink.get("addsUp").asBoolean()).isTrue();
    assertThat(logs.get("positions").get(0).get("text").asText()).isEqualTo("at 3");
    assertThat(all.get("logs").get(1).get("log").asText()).isEqualTo("metrics");
  }

  @Test
  void besideARunningLogNothingIsLockedOrChanged() throws Exception {
    try (ThreadedLog log = open(Signal.LOGS)) {
      boolean _ = log.append(lines(12, 3, "at 4")).awaitDurable(Duration.ofSeconds(30));
      Map<Path, String> before = files();
      assertThat(good(log("inspect", "--log", "logs")).out()).contains("logs: 15 records");
      good(log("verify"));
      assertThat(good(log("dump", "--from", "14")).out()).contains("line 14");
      assertThat(files()).isEqualTo(before);
      boolean _ = log.append(lines(15, 3, "at 5")).awaitDurable(Duration.ofSeconds(30));
      assertThat(good(log("inspect", "--log", "logs")).out()).contains("logs: 18 records");
    }
  }

  @Test
  void verifyOfAGoodFolder() throws Exception {
    assertThat(good(log("verify")).out())
        .contains(
            "logs: sink loki adds up: 12 meant for it, 2 delivered + 1 rejected + 0 dropped + 0"
                + " unselected + 9 counted behind its cursor\n")
        .containsPattern(
            "logs: good: \\S+ KiB in 1 segment, \\d+ frames, 12 records of \\S+ KiB\n");
  }

  @Test
  void verifyNamesFilesThatAreNotAsTheyShouldBe() throws Exception {
    Path logs = data.resolve("logs");
    Files.move(logs.resolve("00000000000000000000.log"), logs.resolve("00000000000000000007.log"));
    Files.writeString(logs.resolve("notes.txt"), "mine");
    assertThat(good(log("verify")).out())
        .contains(
            "logs: no damage: begins with another record than its name says:"
                + " 00000000000000000007.log\n")
        .contains("logs: no damage: not part of this log: notes.txt\n");
    JsonNode summary = JSON.readTree(good(log("verify", "--json", "--log", "logs")).out());
    assertThat(summary.get("misnamed").get(0).asText()).isEqualTo("00000000000000000007.log");
    assertThat(summary.get("foreign").get(0).asText()).isEqualTo("notes.txt");
  }

  @Test
  void verifyNamesWhatIsDamagedAndDumpWhatIsMissing() throws Exception {
    Path segment = data.resolve("logs/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(segment);
    // Of compressed lines, the first of a frame stands there as it is.
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("line 3");
    bytes[at] ^= 1;
    Files.write(segment, bytes);
    Ran verify = log("verify");
    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.err()).isEmpty();
    assertThat(verify.out())
        .containsPattern(
            "logs: damaged: 00000000000000000000\\.log from byte \\d+ to \\d+, records 3 to 5"
                + " \\(3\\): a payload that is not the bytes that were written\n")
        .containsPattern(
            "logs: DAMAGED: .*, 9 records of \\S+ KiB; 1 damaged place, 3 records lost")
        .containsPattern("metrics: good: ");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : log("verify", "--json").out().split("\n", -1)) {
      if (!line.isEmpty()) {
        lines.add(JSON.readTree(line));
      }
    }
    assertThat(lines).hasSize(3);
    JsonNode damage = lines.getFirst().get("damage");
    assertThat(damage.get("file").asText()).isEqualTo("00000000000000000000.log");
    assertThat(damage.get("from").asLong()).isLessThan(at);
    assertThat(damage.get("to").asLong()).isGreaterThan(at);
    assertThat(damage.get("firstLost").asLong()).isEqualTo(3);
    assertThat(damage.get("endLost").asLong()).isEqualTo(6);
    assertThat(lines.get(1).get("good").asBoolean()).isFalse();
    assertThat(lines.get(2).get("good").asBoolean()).isTrue();

    Ran dump = log("dump", "--log", "logs");
    assertThat(dump.code()).isEqualTo(1);
    assertThat(dump.out().lines()).hasSize(9).noneMatch(line -> line.contains("line 4"));
    assertThat(dump.err()).startsWith("cresset: logs: records 3 to 5 are lost: 0000");
    good(log("dump", "--from", "6"));
  }

  @Test
  void dumpPrintsRecordsAsLines() {
    List<String> lines = good(log("dump")).out().lines().toList();
    assertThat(lines).hasSize(14);
    assertThat(lines.get(4))
        .isEqualTo("4 2023-11-14T22:13:20.000000004Z {host.name=ap} warning line 4 {pid=4}");
    assertThat(lines.get(12))
        .isEqualTo("0 2023-11-14T22:13:20Z {host.name=ap} http_total{code=\"200\"} 7");
    assertThat(lines.get(13))
        .isEqualTo(
            "1 2023-11-14T22:13:20.000000001Z {host.name=ap} http_total{code=\"404\"} ended");
  }

  @Test
  void dumpTakesARangeAndALimit() {
    assertThat(good(log("dump", "--log", "logs", "--from", "4", "--to", "7")).out())
        .containsPattern("(?s)^4 .*\n5 .*\n6 [^\n]*\n$");
    assertThat(good(log("dump", "--log", "logs", "--from", "10", "--limit", "1")).out())
        .containsPattern("^10 [^\n]*\n$");
    assertThat(good(log("dump", "--log", "logs", "--from", "99")).out()).isEmpty();
    assertThat(good(log("dump", "--limit", "0")).out()).isEmpty();
  }

  @Test
  void dumpAsJsonIsOtlpsJson() throws Exception {
    List<String> lines = good(log("dump", "--json")).out().lines().toList();
    JsonNode record = JSON.readTree(lines.get(4));
    assertThat(record.get("number").asLong()).isEqualTo(4);
    assertThat(record.at("/resource/attributes/0/value/stringValue").asText()).isEqualTo("ap");
    assertThat(record.at("/logRecord/timeUnixNano").asText()).isEqualTo("" + (TIME + 4));
    assertThat(record.at("/logRecord/severityNumber").asInt()).isEqualTo(13);
    assertThat(record.at("/logRecord/body/stringValue").asText()).isEqualTo("line 4");
    assertThat(record.at("/logRecord/attributes/0/key").asText()).isEqualTo("pid");
    JsonNode point = JSON.readTree(lines.get(12));
    assertThat(point.at("/metric/name").asText()).isEqualTo("http_total");
    assertThat(point.at("/metric/sum/isMonotonic").asBoolean()).isTrue();
    assertThat(point.at("/metric/sum/dataPoints/0/asDouble").asDouble()).isEqualTo(7);
    JsonNode ended = JSON.readTree(lines.get(13));
    assertThat(ended.at("/metric/sum/dataPoints/0/flags").asInt()).isEqualTo(1);
  }

  @Test
  void theFolderOfTheConfigurationIsRead() throws Exception {
    Path config = Files.writeString(data.resolve("c.yaml"), "data: " + data + "\n");
    Ran ran = good(Ran.command(Map.of(), "log", "inspect", "--config", config.toString()));
    assertThat(ran.out()).startsWith("data folder " + data + "\n");
    Ran wrong =
        Ran.command(
            Map.of(),
            "log",
            "inspect",
            "--config",
            Files.writeString(config, "dta: x\n").toString());
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).isEqualTo(config + ":1:1: dta: unknown key; did you mean 'data'?\n");
  }

  @Test
  void aFolderWithoutLogsIsOneLine() {
    Path none = data.resolve("none");
    Ran ran = Ran.command(Map.of(), "log", "verify", "--data", none.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "cresset: there is no log in "
                + none
                + "; name the data folder of a Cresset that has a sink: --data DIR\n");
  }
}

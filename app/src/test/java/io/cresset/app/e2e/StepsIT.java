package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.LokiPeer.Entry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines pass a source's steps on their way to a real Loki, and the steps' counts are on the page.
 */
class StepsIT {
  private static final String LINES =
      """
      <30>1 NOW host web - - - {"level":"error","msg":"slow","http":{"status":503},"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}
      <30>1 NOW host web - - - level=warn msg="mail to bob@example.com" took=7ms
      <30>1 NOW host web - - - GET /healthz 200
      <30>1 NOW host web - - - plain, done in 12 ms
      <30>1 NOW host web - - - hit 1
      <30>1 NOW host web - - - hit 2
      <30>1 NOW host web - - - hit 3
      """;

  @Test
  void aSourcesStepsDoWhatTheFileSays(@TempDir Path folder) throws IOException {
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"));
        Program program =
            Program.run(
                folder.resolve("cresset"),
                """
                data: %s
                web: { listen: 127.0.0.1:0 }
                collectors:
                  syslog:
                    listen: [ "tcp://127.0.0.1:0" ]
                    parse:
                      - detect
                      - extract: { pattern: 'in (?P<ms>[0-9]+) ms$', prefix: app. }
                      - drop: { rules: [ { name: probes, body: 'GET /(healthz|readyz)' } ] }
                      - sample: { rules: [ { name: hits, keep_one_in: 2, body: '^hit' } ] }
                      - redact
                exporters:
                  loki: { url: "%s" }
                """
                    .formatted(folder.resolve("data"), loki.url()))) {
      try (Socket socket = new Socket("127.0.0.1", program.syslogPort("tcp"))) {
        String lines = LINES.replace("NOW", Instant.now().toString());
        socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
      }
      Eventually.holds("all lines are at Loki", () -> entries(loki).size() >= 5);

      List<Entry> entries = entries(loki);
      assertThat(entries.stream().map(Entry::line))
          .containsExactlyInAnyOrder(
              "{\"level\":\"error\",\"msg\":\"slow\",\"http\":{\"status\":503},"
                  + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}",
              "level=warn msg=\"mail to [redacted]\" took=7ms",
              "plain, done in 12 ms",
              "hit 1",
              "hit 3");
      Entry json = starting(entries, "{");
      assertThat(json.metadata())
          .containsEntry("http_status", "503")
          .containsEntry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(json.metadata().toString()).contains("error").doesNotContain("msg");
      assertThat(starting(entries, "level=").metadata()).containsEntry("took", "7ms");
      assertThat(starting(entries, "plain").metadata()).containsEntry("app_ms", "12");
      assertThat(starting(entries, "hit 3").metadata()).containsEntry("sample_one_in", "2");

      String of = "{component=\"syslog\",";
      assertThat(
              program.series(
                  "cresset_step_records_total" + of + "result=\"json\",step=\"detect\"}"))
          .isEqualTo(1);
      assertThat(
              program.series(
                  "cresset_step_dropped_records_total" + of + "rule=\"probes\",step=\"drop\"}"))
          .isEqualTo(1);
      assertThat(
              program.series(
                  "cresset_step_dropped_records_total" + of + "rule=\"hits\",step=\"sample\"}"))
          .isEqualTo(1);
      assertThat(
              program.series(
                  "cresset_step_redactions_total" + of + "pattern=\"email\",step=\"redact\"}"))
          .isEqualTo(1);
    }
  }

  /**
   * Many lines are read at once, and each has its own time and severity without a word about it.
   */
  @Test
  void eachLineOfAFileHasItsOwnTime(@TempDir Path folder) throws IOException {
    Instant begin = Instant.now().minusSeconds(100).truncatedTo(ChronoUnit.SECONDS);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Instant time = begin.plusSeconds(i);
      lines.add(
          switch (i % 3) {
            case 0 -> time + " WARN line " + i;
            case 1 -> "{\"time\":\"" + time + "\",\"level\":\"warn\",\"msg\":\"line " + i + "\"}";
            default -> "time=" + time + " level=warn msg=\"line " + i + "\"";
          });
    }
    Files.write(folder.resolve("app.log"), lines);
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"));
        Program _ =
            Program.run(
                folder.resolve("cresset"),
                """
                data: %1$s/data
                web: { listen: 127.0.0.1:0 }
                collectors:
                  files: [ { name: web, include: [ "%1$s/*.log" ], labels: { service.name: web } } ]
                exporters:
                  loki: { url: "%2$s" }
                """
                    .formatted(folder, loki.url()))) {
      Eventually.holds("all lines are at Loki", () -> entries(loki).size() == lines.size());
      assertThat(entries(loki))
          .allSatisfy(
              entry -> {
                int number = lines.indexOf(entry.line());
                assertThat(entry.unixNanos())
                    .isEqualTo(begin.plusSeconds(number).getEpochSecond() * 1_000_000_000L);
                assertThat(entry.metadata()).containsEntry("severity_number", "13");
              });
    }
  }

  private static Entry starting(List<Entry> entries, String beginning) {
    return entries.stream().filter(it -> it.line().startsWith(beginning)).findFirst().orElseThrow();
  }

  private static List<Entry> entries(LokiPeer loki) {
    Instant now = Instant.now();
    return loki.query(
        "{service_name=\"web\"}", now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
  }
}

package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.PrometheusPeer;
import io.cresset.testkit.VictoriaMetricsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} at real destinations: what they answer to a request without records. */
class CheckPeersTest {
  @TempDir Path dir;

  private Path folder(String name) throws IOException {
    return Files.createDirectories(dir.resolve(name));
  }

  @Test
  void realDestinationsSayWhatIsMissingAndStoreNothing() throws Exception {
    try (LokiPeer loki = new LokiPeer(dir.resolve("loki"));
        PrometheusPeer off = new PrometheusPeer(dir.resolve("off"), "{}", List.of());
        PrometheusPeer on =
            new PrometheusPeer(
                dir.resolve("on"), "{}", List.of("--web.enable-remote-write-receiver"));
        VictoriaMetricsPeer victoria = new VictoriaMetricsPeer(folder("victoria"))) {
      Path file =
          Files.writeString(
              dir.resolve("cresset.yaml"),
              """
              data: %s/data
              web: { listen: "127.0.0.1:0" }
              collectors: {}
              exporters:
                loki:
                  - { name: good, url: "%2$s" }
                  - { name: path, url: "%2$s/grafana" }
                remote_write:
                  - { name: good, url: "%3$s/api/v1/write" }
                  - { name: off, url: "%4$s/api/v1/write" }
                  - { name: path, url: "%3$s/write" }
                otlp:
                  - { name: victoria, url: "%5$s", signals: [ metrics ] }
                  - { name: path, url: "%6$s", signals: [ metrics ] }
                  - { name: loki, url: "%2$s/otlp", signals: [ logs ] }
              """
                  .formatted(
                      dir,
                      loki.url(),
                      on.url(),
                      off.url(),
                      victoria.otlp(),
                      victoria.otlp().resolve("/")));
      Ran ran = Ran.command(Map.of(), "check", "--config", file.toString());
      assertThat(ran.code()).isEqualTo(1);
      for (String good : List.of("loki/good", "remote_write/good", "otlp/victoria", "otlp/loki")) {
        assertThat(ran.out())
            .containsPattern("ok +" + good + " +url +http\\S+ answers\n")
            .containsPattern("ok +" + good + " +login +none is asked for\n")
            .containsPattern("ok +" + good + " +clock +agrees with that of ");
      }
      assertThat(ran.out())
          .containsPattern("FAIL +loki/path +url .*; set exporters.loki.path.url to Loki's own")
          .containsPattern(
              "FAIL +remote_write/off +url .*; start Prometheus with"
                  + " --web.enable-remote-write-receiver\n")
          .containsPattern("FAIL +remote_write/path +url .*/api/v1/write at Prometheus")
          .containsPattern("FAIL +otlp/path +url .*/opentelemetry at VictoriaMetrics")
          .contains("\n4 failed");
      Instant now = Instant.now();
      assertThat(loki.query("{job=~\".+\"}", now.minus(Duration.ofHours(1)), now)).isEmpty();
      assertThat(on.query("{job=~\".+\"}", now.toEpochMilli())).isEmpty();
    }
  }
}

package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.LokiPeer.Entry;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers' names on the roads of the packaged program: a real Loki's labels, and OTLP. */
class ContainersToLokiIT {
  private static final String ID = "0123456789abcdef".repeat(4);

  private final List<ResourceLogs> byOtlp = new CopyOnWriteArrayList<>();

  private Reply take(Received request) {
    try {
      byOtlp.addAll(OtlpLogs.decode(ByteSlice.of(request.body())));
    } catch (MalformedOtlp e) {
      throw new AssertionError(e);
    }
    return Reply.of(200, new byte[0], "Content-Type", "application/x-protobuf");
  }

  /** A pod's log, of a container that was started again, and Docker's of a lone container. */
  private static void writeLogs(Path root, Instant time) throws Exception {
    Path pod = Files.createDirectories(root.resolve("shop_web-0_0ae5c03d/web"));
    Files.writeString(
        pod.resolve("2.log"),
        """
        %1$s stdout F {"level":"warn","msg":"low on stock"}
        %1$s stderr P one
        %1$s stderr F  line
        """
            .formatted(time));
    Path docker = Files.createDirectories(root.resolve(ID));
    Files.writeString(
        docker.resolve("config.v2.json"),
        """
        {"Name":"/shop-db-1","Config":{"Image":"db:17"}}\
        """);
    Files.writeString(
        docker.resolve(ID + "-json.log"),
        """
        {"log":"ready\\n","stream":"stdout","time":"%s"}
        """
            .formatted(time));
  }

  @Test
  void aPodIsItsNamespaceAndContainerAtLokiAndAllOfItByOtlp(@TempDir Path folder) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Path root = folder.resolve("pods");
    writeLogs(root, now);
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"));
        HttpPeer otlp = HttpPeer.by(this::take);
        Program program =
            Program.run(
                folder.resolve("cresset"),
                """
                data: %s
                web: { listen: 127.0.0.1:0 }
                collectors:
                  containers: { root: %s }
                exporters:
                  loki: { url: "%s" }
                  otlp: { url: "%s", signals: [logs], compression: none }
                """
                    .formatted(folder.resolve("data"), root, loki.url(), otlp.url()))) {
      Eventually.holds(
          "all is delivered",
          () -> Account.of(program).delivered() == 3 && Account.of(program, "otlp").lag() == 0);
      List<Entry> entries =
          loki.query("{job=\"containers\"}", now.minusSeconds(60), now.plusSeconds(60));
      checkLoki(entries);
      assertThat(program.stop()).isZero();
    }
    checkOtlp();
  }

  private static void checkLoki(List<Entry> entries) {
    assertThat(entries).hasSize(3);
    for (Entry entry : entries) {
      boolean pod = entry.labels().containsKey("namespace");
      assertThat(entry.labels())
          .containsOnlyKeys(
              pod
                  ? List.of("job", "instance", "namespace", "container")
                  : List.of("job", "instance", "container"))
          .containsEntry("container", pod ? "web" : "shop-db-1");
      if (pod) {
        assertThat(entry.labels()).containsEntry("namespace", "shop");
        assertThat(entry.metadata())
            .contains(
                entry("k8s_pod_name", "web-0"),
                entry("k8s_pod_uid", "0ae5c03d"),
                entry("k8s_container_restart_count", "2"));
      } else {
        assertThat(entry.metadata())
            .contains(entry("container_id", ID), entry("container_image_name", "db"));
      }
    }
    assertThat(entries.stream().map(it -> it.metadata().get("log_iostream") + " " + it.line()))
        .containsExactlyInAnyOrder(
            "stdout {\"level\":\"warn\",\"msg\":\"low on stock\"}",
            "stderr one line",
            "stdout ready");
  }

  private void checkOtlp() {
    assertThat(byOtlp).hasSize(2);
    for (ResourceLogs about : byOtlp) {
      Map<String, String> names = new java.util.TreeMap<>();
      about.resource().attributes().forEach((key, value) -> names.put(key, value.toString()));
      if (names.containsKey("container.id")) {
        assertThat(names)
            .contains(entry("container.name", "shop-db-1"), entry("container.image.name", "db"));
      } else {
        assertThat(names)
            .contains(
                entry("k8s.namespace.name", "shop"),
                entry("k8s.pod.name", "web-0"),
                entry("k8s.pod.uid", "0ae5c03d"),
                entry("k8s.container.name", "web"),
                entry("k8s.container.restart_count", "Int[value=2]"));
        // Its severity is what it says of itself.
        assertThat(about.records().getFirst().severityNumber()).isEqualTo(13);
      }
    }
  }
}

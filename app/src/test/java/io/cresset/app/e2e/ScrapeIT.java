package io.cresset.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.ExporterPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page of the program as it is started without configuration, in Prometheus' own eyes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrapeIT {
  /** What other exporters than node_exporter named against promtool's rules, and who did. */
  private static final Map<String, Set<String>> GIVEN =
      Map.of(
          "cAdvisor", Set.of("container_memory_failcnt"),
          "process-exporter",
              Set.of(
                  "namedprocess_namegroup_thread_count",
                  "namedprocess_scrape_errors",
                  "namedprocess_scrape_partial_errors",
                  "namedprocess_scrape_procread_errors"),
          "smartctl_exporter",
              Set.of(
                  "smartctl_device_available_spare",
                  "smartctl_device_available_spare_threshold",
                  "smartctl_device_bytes_read",
                  "smartctl_device_bytes_written",
                  "smartctl_device_critical_warning",
                  "smartctl_device_error_log_count",
                  "smartctl_device_media_errors",
                  "smartctl_device_num_err_log_entries",
                  "smartctl_device_percentage_used",
                  "smartctl_device_power_cycle_count",
                  "smartctl_device_power_on_seconds",
                  "smartctl_device_self_test_log_count",
                  "smartctl_device_self_test_log_error_count"));

  private Path folder;
  private Program program;

  @BeforeAll
  void start(@TempDir Path folder) {
    this.folder = folder;
    program = Program.run(folder.resolve("cresset"), "web: { listen: 127.0.0.1:0 }\n");
  }

  @AfterAll
  void stop() {
    if (program != null) {
      program.close();
    }
  }

  @Test
  void prometheusScrapesThePage() throws IOException {
    String jobs =
        """
        - job_name: node-exporter
          metrics_path: /metrics/node
          static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
        - job_name: cresset
          metrics_path: /metrics/cresset
          static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
        """
            .formatted(program.page().getPort(), program.page().getPort());
    try (Prometheus prometheus = Prometheus.start(folder.resolve("prometheus"), jobs)) {
      Eventually.holds("both jobs are up", () -> prometheus.value("sum(up)") == 2);
      Eventually.holds(
          "a rate over two scrapes",
          () ->
              prometheus.value("sum(rate(node_cpu_seconds_total{job=\"node-exporter\"}[10s]))")
                  > 0);
      assertThat(prometheus.value("count(node_uname_info)")).isEqualTo(1);
      assertThat(prometheus.value("min(node_scrape_collector_success{collector=\"meminfo\"})"))
          .isEqualTo(1);
      assertThat(prometheus.value("count(cresset_build_info)")).isEqualTo(1);
      assertThat(prometheus.value("count(count by (job) ({__name__=~\"node_.+\"}))")).isEqualTo(1);
    }
  }

  @Test
  void promtoolSaysOfNodeWhatItSaysOfARealNodeExporter() throws Exception {
    String ours = program.get("/metrics/node").body();
    Set<String> collectors = NodeExporter.collectors(ours);
    collectors.retainAll(NodeExporter.known());
    Path home = Files.createDirectories(folder.resolve("node_exporter"));
    try (ExporterPeer peer =
        NodeExporter.start(home, collectors, "--web.disable-exporter-metrics")) {
      assertThat(Promtool.complaints(ours))
          .isNotEmpty()
          .isEqualTo(Promtool.complaints(peer.scrape()));
    }
    assertThat(Promtool.complaints(program.get("/metrics/cresset").body())).isEmpty();
  }

  /**
   * Whatever this machine has to show: no name of ours is one that promtool would have otherwise.
   */
  @Test
  void promtoolComplainsOnlyOfNamesThatOthersGave() throws Exception {
    List<MetricFamily> families = new ArrayList<>();
    for (CollectorFactory<?> factory : ServiceLoader.load(CollectorFactory.class)) {
      factory.specs().stream()
          .filter(spec -> spec.type() != MetricType.HISTOGRAM)
          .map(spec -> spec.family(List.of(new NumberPoint(Labels.of(), 1))))
          .forEach(families::add);
    }
    String page = new String(PrometheusText.write(families).utf8(), UTF_8);
    assertThat(
            Promtool.complaints(page).stream()
                .map(complaint -> complaint.substring(0, complaint.indexOf(' ')))
                .filter(name -> !isNodeExporters(name))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(GIVEN.values().stream().flatMap(Set::stream).toList());
  }

  private static boolean isNodeExporters(String name) {
    return name.startsWith("node_")
        && !name.startsWith("node_smart_")
        && !name.startsWith("node_raspberrypi_");
  }

  @Test
  void gzipIsTheSamePage() {
    assertThat(program.get("/metrics/node", "Accept-Encoding", "gzip").headers().map())
        .containsEntry("content-encoding", List.of("gzip"));
    assertThat(program.get("/metrics/node").headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
  }
}

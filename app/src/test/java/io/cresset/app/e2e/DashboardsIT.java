package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.ExporterPeer;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus that scrapes the packaged program and, on the same machine in the same seconds,
 * a real node_exporter and a real process-exporter. What dashboards and rules ask for is answered
 * by ours wherever it is by theirs, with the same series; what they compute from it is the same.
 *
 * <p>The scrapes are up to a second apart, so what comes and goes by the moment (states of
 * connections) or moves is asked for until both say the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardsIT {
  /** These dashboards and rules ask for, though they are off by default. */
  private static final String OPTIONAL = "interrupts, processes, systemd, tcpstat";

  private static final String BUSY = "panel-busy";
  private static final String IDLE = "panel-idle";

  private static final String RULES =
      "process_names: [ { name: '{{.Comm}}', comm: [ %s, %s ] } ]".formatted(BUSY, IDLE);

  /** What only one of the two can say: where it was asked, and by which job. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("from", "instance", "job");

  /** Whom to ask; its other labels say which build it is. */
  private static final String BUILD = "node_exporter_build_info";

  private static final long LIMIT_NANOS = 120_000_000_000L;

  private final List<AutoCloseable> started = new ArrayList<>();
  private Set<String> theirCollectors = Set.of();
  private Prometheus prometheus;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    run(
        folder,
        BUSY,
        "while :; do i=0; while [ $i -lt 9000 ]; do i=$((i+1)); done; echo x >busy; done");
    run(folder, IDLE, "sleep 600 & wait");
    Program program =
        keep(
            Program.run(
                folder.resolve("cresset"),
                """
                web: { listen: 127.0.0.1:0 }
                collectors:
                  node: { enable: [ %s ] }
                  process:
                    %s
                """
                    .formatted(OPTIONAL, RULES)));
    theirCollectors = NodeExporter.collectors(program.get("/metrics/node").body());
    theirCollectors.retainAll(NodeExporter.known());
    ExporterPeer node =
        keep(NodeExporter.start(Files.createDirectories(folder.resolve("node")), theirCollectors));
    ExporterPeer process = keep(processExporter(folder));
    prometheus =
        keep(
            Prometheus.start(
                folder.resolve("prometheus"),
                """
                - { job_name: node, static_configs: [ { targets: [ "%1$s" ], labels: { from: peer } } ] }
                - { job_name: process, static_configs: [ { targets: [ "%2$s" ], labels: { from: peer } } ] }
                - { job_name: our-node, metrics_path: /metrics/node, static_configs: [ { targets: [ "%3$s" ], labels: { from: cresset } } ] }
                - { job_name: our-process, metrics_path: /metrics/process, static_configs: [ { targets: [ "%3$s" ], labels: { from: cresset } } ] }
                """
                    .formatted(node.address(), process.address(), program.page().getAuthority())));
    Eventually.holds("all four are scraped", () -> prometheus.value("sum(up)") == 4);
  }

  private <T extends AutoCloseable> T keep(T what) {
    started.add(what);
    return what;
  }

  /** A shell under a name of its own. */
  private void run(Path folder, String name, String script) throws IOException {
    Path shell =
        Files.copy(Path.of("/bin/sh"), folder.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    Process process =
        new ProcessBuilder(shell.toString(), "-c", script).directory(folder.toFile()).start();
    started.add(
        () -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        });
  }

  private static ExporterPeer processExporter(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("process"));
    Path rules = Files.writeString(home.resolve("rules.yaml"), RULES);
    return ExporterPeer.start(
        List.of(
            Peers.require("prometheus-process-exporter").toString(),
            "-config.path=" + rules,
            "-web.listen-address=127.0.0.1:0"),
        home);
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable each : started.reversed()) {
      each.close();
    }
  }

  /** The answer to one query, of both. */
  private record Both(
      Map<Map<String, String>, Double> theirs, Map<Map<String, String>, Double> ours) {
    boolean sameSeries() {
      return ours.keySet().equals(theirs.keySet());
    }

    /** Within a part of the larger value, or a tenth of one. */
    boolean sameValues(double part) {
      return sameSeries()
          && !theirs.isEmpty()
          && theirs.entrySet().stream()
              .allMatch(
                  entry ->
                      close(entry.getValue(), ours.getOrDefault(entry.getKey(), Double.NaN), part));
    }

    private static boolean close(double one, double other, double part) {
      return Math.abs(one - other)
          <= Math.max(0.1, part * Math.max(Math.abs(one), Math.abs(other)));
    }

    @Override
    public String toString() {
      return "theirs " + new TreeMap<>(byText(theirs)) + ", ours " + new TreeMap<>(byText(ours));
    }

    private static Map<String, Double> byText(Map<Map<String, String>, Double> answer) {
      Map<String, Double> texts = new HashMap<>();
      answer.forEach((labels, value) -> texts.put(labels.toString(), value));
      return texts;
    }
  }

  private Both ask(String query) {
    Both both = new Both(new HashMap<>(), new HashMap<>());
    prometheus
        .ask(query)
        .forEach(
            (labels, value) -> {
              Map<String, String> rest = new TreeMap<>(labels);
              rest.keySet().removeAll(OF_THE_SCRAPE);
              if (BUILD.equals(rest.get("__name__"))) {
                rest.keySet().retainAll(Set.of("__name__"));
              }
              String from = labels.getOrDefault("from", "");
              if (from.equals("peer")) {
                both.theirs.put(rest, value);
              } else if (isTheirsToo(labels)) {
                both.ours.put(rest, value);
              }
            });
    return both;
  }

  /** Not about a sub-collector that only we have. */
  private boolean isTheirsToo(Map<String, String> labels) {
    return !labels.containsKey("collector") || theirCollectors.contains(labels.get("collector"));
  }

  @Test
  void whatIsAskedForIsThere() throws IOException {
    Set<String> waiting = new HashSet<>();
    Selectors.read().values().forEach(waiting::addAll);
    Set<String> answered = new HashSet<>();
    until(
        "the same series for every selector",
        () -> {
          Map<String, Both> different = new TreeMap<>();
          for (String selector : waiting) {
            Both both = ask(Selectors.with(selector, "from=~\"peer|cresset\""));
            if (!both.sameSeries()) {
              different.put(selector, both);
            } else if (!both.theirs.isEmpty()) {
              answered.add(selector);
            }
          }
          waiting.retainAll(different.keySet());
          return different.isEmpty() ? Optional.empty() : Optional.of(different.toString());
        });
    assertThat(answered).hasSizeGreaterThan(150);
  }

  @Test
  void whatIsComputedIsTheSame() {
    List<String> queries =
        List.of(
            "count by (from) (count by (from, cpu) (node_cpu_seconds_total))",
            "1 - avg without (cpu) (sum without (mode)"
                + " (rate(node_cpu_seconds_total{mode=~\"idle|iowait|steal\"}[15s])))",
            "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
            "node_load1 * on (instance) group_left (nodename) node_uname_info",
            "node_time_seconds - node_boot_time_seconds",
            "max by (from, device) (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes)",
            "sum by (from, device) (rate(node_network_receive_bytes_total{device=\"lo\"}[15s]))",
            "sum by (from) (rate(node_context_switches_total[15s]))",
            "rate(node_vmstat_pgfault[15s])",
            "node_filefd_allocated / node_filefd_maximum",
            "sum by (from, groupname) (namedprocess_namegroup_num_procs)",
            "sum without (mode) (rate(namedprocess_namegroup_cpu_seconds_total[15s]))",
            "rate(namedprocess_namegroup_write_bytes_total{groupname=\"" + BUSY + "\"}[15s])",
            "namedprocess_namegroup_memory_bytes{memtype=\"resident\"}");
    for (String query : queries) {
      until(
          query,
          () -> {
            Both both = ask(query);
            return both.sameValues(0.15) ? Optional.empty() : Optional.of(both.toString());
          });
    }
  }

  /**
   * @param difference what is not yet as it should be
   */
  private static void until(String what, Supplier<Optional<String>> difference) {
    AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.empty());
    try {
      Eventually.holds(
          what,
          LIMIT_NANOS,
          () -> {
            Optional<String> now = difference.get();
            last.set(now);
            return now.isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(what + ": " + last, e);
    }
  }
}

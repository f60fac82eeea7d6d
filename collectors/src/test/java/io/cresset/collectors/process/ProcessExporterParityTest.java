package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.ExporterPeer;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads this machine's processes between scrapes of a real process-exporter that runs beside, with
 * the same rule. It reads {@code first} and {@code second} around our first look, {@code third} and
 * {@code fourth} around our second, so what it counted from the second to the third is the least
 * that we may have, and from the first to the fourth the most.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessExporterParityTest {
  private static final String RULES =
      "process_names: [ { name: '{{.Comm}}', cmdline: [ '.+' ] } ]\n";

  /** Of these the kernel's answer changes with every look, so only their labels' names count. */
  private static final String MOVING = "threads_wchan";

  private static final String MAYBE_UNREADABLE =
      "(read_bytes_total|write_bytes_total|thread_io_bytes_total|memory_bytes.*proportional).*";

  /** A program of ours that computes and writes, and one that waits with a child of its own. */
  private static final String BUSY = "cresset-busy";

  private static final String IDLE = "cresset-idle";

  /** The exporter itself, for it has several threads. */
  private static final String PEER = "prometheus-proc";

  private Path dir = Path.of("");
  private final List<Process> started = new ArrayList<>();
  private String firstPage = "";
  private String ourPage = "";
  private Map<String, Double> first = Map.of();
  private Map<String, Double> second = Map.of();
  private Map<String, Double> ours = Map.of();
  private Map<String, Double> third = Map.of();
  private Map<String, Double> fourth = Map.of();

  @BeforeAll
  void read(@TempDir Path folder) throws Exception {
    dir = folder;
    Path program = Peers.require("prometheus-process-exporter");
    Path rules = Files.writeString(dir.resolve("rules.yaml"), RULES);
    run(BUSY, "while :; do i=0; while [ $i -lt 9000 ]; do i=$((i+1)); done; echo x >busy; done");
    run(IDLE, "sleep 600 & wait");
    ProcessConfig config =
        ProcessRig.thorough(
            Path.of("/proc"), List.of(ProcessRig.rule("{{.Comm}}", List.of(), List.of(), ".+")));
    List<String> command =
        List.of(
            program.toString(),
            "-config.path=" + rules,
            "-threads=true",
            "-gather-smaps=true",
            "-web.listen-address=127.0.0.1:0");
    try (ExporterPeer peer = ExporterPeer.start(command, dir);
        ProcessRig rig = new ProcessRig(config)) {
      firstPage = peer.scrape();
      rig.text();
      second = ProcessRig.series(peer.scrape());
      Eventually.holds(
          "something was used", () -> cpuOf(BUSY, scrape(peer)) > cpuOf(BUSY, second) + 0.3);
      third = ProcessRig.series(peer.scrape());
      ourPage = rig.text();
      fourth = ProcessRig.series(peer.scrape());
    }
    first = ProcessRig.series(firstPage);
    ours = ProcessRig.series(ourPage);
  }

  private static Map<String, Double> scrape(ExporterPeer peer) {
    try {
      return ProcessRig.series(peer.scrape());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double cpuOf(String group, Map<String, Double> page) {
    return page.getOrDefault("cpu_seconds_total{groupname=\"" + group + "\",mode=\"user\"}", 0.0);
  }

  /** A shell under a name of its own. */
  private void run(String name, String script) throws IOException {
    Path shell =
        Files.copy(Path.of("/bin/sh"), dir.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    started.add(new ProcessBuilder(shell.toString(), "-c", script).directory(dir.toFile()).start());
  }

  @AfterAll
  void end() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    started.forEach(process -> process.onExit().join());
  }

  @Test
  void sameFamiliesTypesAndHelp() {
    assertThat(families(ourPage)).containsExactlyInAnyOrderElementsOf(families(firstPage));
  }

  private static Set<String> families(String page) {
    return page.lines()
        .filter(line -> line.startsWith("# ") && line.contains(" namedprocess_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What came or went between two scrapes may be there or not. */
  @Test
  void sameSeries() {
    Set<String> always = new TreeSet<>(third.keySet());
    always.retainAll(fourth.keySet());
    always.removeIf(series -> !isOfLasting(series) || series.startsWith(MOVING));
    assertThat(always).hasSizeGreaterThan(60);
    always.removeAll(ours.keySet());
    // What may not be read is 0 there, and absent here.
    always.removeIf(
        series -> series.matches(MAYBE_UNREADABLE) && third.getOrDefault(series, 1.0) == 0);
    assertThat(always).as("missing").isEmpty();
    Set<String> ever = new TreeSet<>(third.keySet());
    ever.addAll(fourth.keySet());
    assertThat(
            ours.keySet().stream().filter(this::isOfLasting).filter(it -> !it.startsWith(MOVING)))
        .isSubsetOf(ever);
    assertThat(ours.keySet())
        .anyMatch(
            series -> series.matches("threads_wchan\\{groupname=\"cresset-idle\",wchan=\".+\"}"));
  }

  /** Groups of one process, the same in all scrapes, and our own of two. */
  private boolean isOfLasting(String series) {
    return group(series)
        .filter(
            group ->
                group.equals(IDLE)
                    || lasts("num_procs{groupname=\"" + group + "\"}", Optional.of(1.0))
                        && lasts(
                            "oldest_start_time_seconds{groupname=\"" + group + "\"}",
                            Optional.empty())
                        && (!series.startsWith("thread_")
                            || lasts("num_threads{groupname=\"" + group + "\"}", Optional.empty())))
        .isPresent();
  }

  private boolean lasts(String series, Optional<Double> wanted) {
    Double value = first.get(series);
    return value != null
        && (wanted.isEmpty() || wanted.get().equals(value))
        && value.equals(second.get(series))
        && value.equals(third.get(series))
        && value.equals(fourth.get(series));
  }

  private static Optional<String> group(String series) {
    int at = series.indexOf("groupname=\"");
    if (at < 0 || series.contains("container=\"")) {
      return Optional.empty();
    }
    int from = at + "groupname=\"".length();
    return Optional.of(series.substring(from, series.indexOf('"', from)));
  }

  @Test
  void countersLieBetween() {
    Set<String> groups = new TreeSet<>();
    ours.forEach(
        (series, value) -> {
          if (series.contains("_total{") && isOfLasting(series) && third.containsKey(series)) {
            groups.add(group(series).orElseThrow());
            double least = third.get(series) - second.getOrDefault(series, 0.0);
            double most = fourth.getOrDefault(series, least) - first.getOrDefault(series, 0.0);
            assertThat(value).as(series).isBetween(least - 1e-6, most + 1e-6);
          }
        });
    assertThat(groups).contains(BUSY, IDLE, PEER);
    assertThat(cpuOf(BUSY, ours)).isGreaterThan(0.2);
  }

  @Test
  void gaugesOfAGroupThatRestsAreEqual() {
    Map<String, Double> theirs = new TreeMap<>();
    Map<String, Double> same = new TreeMap<>();
    third.forEach(
        (series, value) -> {
          boolean rests =
              series.contains("groupname=\"" + IDLE + "\"") && !series.contains("_total{");
          // What is shared is shared with others that come and go.
          if (rests && !series.contains("proportional") && value.equals(fourth.get(series))) {
            theirs.put(series, value);
            same.put(series, ours.getOrDefault(series, Double.NaN));
          }
        });
    assertThat(theirs).hasSizeGreaterThan(12);
    assertThat(same).isEqualTo(theirs);
    String share = "memory_bytes{groupname=\"" + IDLE + "\",memtype=\"proportionalResident\"}";
    assertThat(ours.get(share))
        .isCloseTo(fourth.get(share), org.assertj.core.data.Percentage.withPercentage(20));
  }
}

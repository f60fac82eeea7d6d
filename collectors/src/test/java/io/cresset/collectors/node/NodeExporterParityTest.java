package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.api.exposition.Page;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads this machine between two scrapes of a real node_exporter that runs beside, with the same
 * collectors and the defaults of its project (a distribution may have changed them).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeExporterParityTest {
  /** What is node_exporter's own. */
  private static final Set<String> PEER_ONLY = Set.of("node_exporter_build_info");

  /** Gauges that change from moment to moment; of these only the series are compared. */
  private static final List<String> MOVING =
      List.of(
          "node_load",
          "node_procs_",
          "node_filefd_allocated",
          "node_filesystem_free_bytes",
          "node_filesystem_avail_bytes",
          "node_filesystem_files_free",
          "node_disk_io_now",
          "node_time_seconds",
          "node_scrape_collector_duration_seconds",
          "node_memory_");

  /** Of the memory gauges these stand still. */
  private static final Set<String> STILL =
      Set.of(
          "node_memory_MemTotal_bytes",
          "node_memory_SwapTotal_bytes",
          "node_memory_Hugepagesize_bytes",
          "node_memory_HugePages_Total",
          "node_memory_VmallocTotal_bytes");

  /**
   * The kernel's idle and iowait go back a little at times, and the peer remembers a higher one.
   */
  private static final double BACKWARD_SECONDS = 1;

  private ScrapePage before = ScrapePage.parse("");
  private ScrapePage ours = ScrapePage.parse("");
  private ScrapePage after = ScrapePage.parse("");
  private boolean peerIsRight;

  @BeforeAll
  void read(@TempDir Path folder) throws Exception {
    NodeConfig config = defaults();
    try (NodeExporterPeer peer = NodeExporterPeer.start(folder);
        CollectorHarness harness = new CollectorHarness("node", new FakeTime());
        Collector collector = new NodeCollector(config, harness, new ThisMachine())) {
      harness.start(collector);
      before = peer.scrape();
      for (NodePart part : NodePart.values()) {
        harness.run(part.id());
      }
      after = peer.scrape();
      Page page = PrometheusText.write(harness.families());
      assertThat(page.duplicates()).isZero();
      ours = ScrapePage.parse(new String(page.utf8(), UTF_8));
      peerIsRight = peer.isAtLeast(1, 12);
    }
  }

  private static NodeConfig defaults() {
    return TestNodeConfig.here().build();
  }

  @Test
  void sameFamilies() {
    Set<String> theirs = new TreeSet<>(before.families().keySet());
    theirs.removeAll(PEER_ONLY);
    assertThat(ours.families().keySet()).containsExactlyElementsOf(theirs);
  }

  @Test
  void sameTypesAndHelp() {
    before
        .families()
        .forEach(
            (name, theirs) -> {
              if (!PEER_ONLY.contains(name)) {
                assertThat(ours.family(name).type()).as(name).isEqualTo(theirs.type());
                assertThat(ours.family(name).help()).as(name).isEqualTo(theirs.help());
              }
            });
  }

  /** What came or went between the two scrapes may be there or not. */
  @Test
  void sameSeries() {
    ours.families()
        .forEach(
            (name, family) -> {
              Set<String> first = series(before.family(name));
              Set<String> second = series(after.family(name));
              Set<String> always = new TreeSet<>(first);
              always.retainAll(second);
              Set<String> ever = new TreeSet<>(first);
              ever.addAll(second);
              assertThat(series(family)).containsAll(always);
              assertThat(ever).containsAll(series(family));
            });
  }

  /**
   * Before 1.12 the peer read thirty files of a disk's queue to know whether it rotates, and said
   * no if one of them was not there.
   */
  private Set<String> series(ScrapePage.Family family) {
    if (peerIsRight) {
      return family.series().keySet();
    }
    return family.series().keySet().stream()
        .map(labels -> labels.replaceFirst("rotational=\"[01]\"", "rotational=\"\""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void countersLieBetween() {
    ours.families()
        .forEach(
            (name, family) -> {
              if (family.type().equals("counter") || name.startsWith("node_vmstat_")) {
                family.series().forEach((labels, value) -> between(name, labels, value));
              }
            });
  }

  private void between(String name, String labels, double value) {
    Map<String, Double> first = before.family(name).series();
    Map<String, Double> second = after.family(name).series();
    if (first.containsKey(labels) && second.containsKey(labels)) {
      boolean backward = labels.contains("mode=\"idle\"") || labels.contains("mode=\"iowait\"");
      double slack = backward ? BACKWARD_SECONDS : 0;
      assertThat(value)
          .as(name + labels)
          .isBetween(first.get(labels) - slack, second.get(labels) + slack);
    }
  }

  @Test
  void gaugesThatStandStillAreEqual() {
    ours.families()
        .forEach(
            (name, family) -> {
              if (family.type().equals("gauge") && standsStill(name)) {
                family
                    .series()
                    .forEach(
                        (labels, value) -> {
                          Map<String, Double> first = before.family(name).series();
                          Map<String, Double> second = after.family(name).series();
                          if (first.containsKey(labels)
                              && first.get(labels).equals(second.get(labels))) {
                            assertThat(value).as(name + labels).isEqualTo(first.get(labels));
                          }
                        });
              }
            });
  }

  private boolean standsStill(String name) {
    if (name.equals("node_filesystem_readonly")) {
      // Before 1.12 it ran mount options together and missed "ro" among several.
      return peerIsRight;
    }
    return STILL.contains(name) || MOVING.stream().noneMatch(name::startsWith);
  }
}

package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCollectorTest {
  @TempDir Path folder;

  private final CollectorHarness harness = new CollectorHarness("node", new FakeTime());

  private void start(NodeConfig config) {
    Collector collector = new NodeCollector(config, harness, new FakeMachine(folder));
    harness.start(collector);
  }

  private List<Double> values(String name) {
    return harness.families().stream()
        .filter(family -> family.spec().name().equals(name))
        .flatMap(family -> family.points().stream())
        .map(point -> ((NumberPoint) point).value())
        .toList();
  }

  @Test
  void oneFailingSourceHidesNoOther() throws Exception {
    Files.createDirectories(folder.resolve("proc"));
    Files.writeString(folder.resolve("proc/loadavg"), "1 2 3 4/5 6\n");
    start(NodeCasesTest.config(folder));
    for (NodePart part : NodePart.values()) {
      harness.run(part.id());
    }
    assertThat(values("node_load1")).containsExactly(1.0);
    assertThat(values("node_scrape_collector_success"))
        .hasSize(NodePart.values().length)
        .contains(0.0, 1.0);
    assertThat(harness.defects()).isEmpty();
  }

  @Test
  void eachPartIsATask() {
    start(
        TestNodeConfig.in(folder)
            .enabling(TestNodeConfig.offByDefault())
            .disabling(List.of("cpu", "filesystem", "smart"))
            .build());
    assertThat(harness.taskNames())
        .contains("loadavg", "os")
        .doesNotContain("cpu", "filesystem", "filesystem-stat-1", "smart", "smart-disks")
        .hasSize(NodePart.values().length - 3);
  }

  /** A failed run may come between: labels of a run before it are still the same instances. */
  @Test
  void labelsOfLivingSeriesAreKept() throws Exception {
    Files.createDirectories(folder.resolve("proc/net"));
    Files.writeString(folder.resolve("options"), "netdev.netlink: false\n");
    Path dev = folder.resolve("proc/net/dev");
    Files.writeString(dev, " eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
    start(NodeCasesTest.config(folder));
    harness.run("netdev");
    MetricFamily before = received();
    Files.writeString(dev, " eth0: broken\n");
    harness.run("netdev");
    Files.writeString(dev, " eth0: 17 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
    harness.clear();
    harness.run("netdev");
    MetricFamily after = received();
    assertThat(after).isNotEqualTo(before);
    assertThat(after.points().getFirst().labels()).isSameAs(before.points().getFirst().labels());
  }

  private MetricFamily received() {
    return harness.families().stream()
        .filter(family -> family.spec().name().equals("node_network_receive_bytes_total"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsReportedOfThisMachineIsDeclared() throws Exception {
    NodeFactory factory = new NodeFactory();
    Set<MetricSpec> declared = new HashSet<>(factory.specs());
    Collector collector =
        factory.create(TestNodeConfig.here().disabling(List.of("vmstat")).build(), harness);
    harness.start(collector);
    for (String part : List.of("cpu", "stat", "meminfo", "netdev", "netclass", "filesystem")) {
      harness.run(part);
    }
    assertThat(harness.failures()).isEmpty();
    assertThat(harness.families())
        .isNotEmpty()
        .allSatisfy(family -> assertThat(declared).contains(family.spec()));
  }
}

package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.collectors.node.container.Containers;
import io.cresset.collectors.node.source.Host;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that come and go; what is told of them is in the cases. */
class ContainersTest {
  @TempDir Path dir;

  private List<String> names(Containers containers) throws CollectFailure {
    List<MetricFamily> families = new ArrayList<>();
    containers.collect(families::add);
    return families.stream().map(family -> family.spec().name()).toList();
  }

  private Containers containers() {
    return new Containers(
        new Host(
            dir,
            dir.resolve("proc"),
            dir.resolve("sys"),
            dir,
            new FakeMachine(dir),
            new FakeTime(),
            _ -> {}));
  }

  /** One that has used the CPU. */
  private Path container() throws IOException {
    Path group = dir.resolve("sys/fs/cgroup/docker/" + "4f0c1a9e".repeat(8));
    Files.createDirectories(group);
    Files.writeString(dir.resolve("sys/fs/cgroup/cgroup.controllers"), "cpu\n");
    Files.writeString(group.resolve("cpu.stat"), "usage_usec 5\n");
    return group;
  }

  @Test
  void aContainerThatEndedIsToldNoMore() throws Exception {
    Path group = container();
    Containers containers = containers();
    assertThat(names(containers)).contains("container_cpu_usage_seconds_total");
    Files.delete(group.resolve("cpu.stat"));
    Files.delete(group);
    assertThat(names(containers)).isEmpty();
  }

  /** What is told although the run fails. */
  private List<String> namesOfFailing(String message) {
    List<String> names = new ArrayList<>();
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> containers().collect(family -> names.add(family.spec().name())))
        .withMessageEndingWith(message);
    return names;
  }

  @Test
  void aLimitThatIsNoNumberIsNotToldAsNone() throws Exception {
    Files.writeString(container().resolve("pids.max"), "many\n");
    assertThat(namesOfFailing("pids.max: 'many' is not a number"))
        .contains("container_cpu_usage_seconds_total")
        .doesNotContain("container_threads_max");
  }

  @Test
  void namesOfDisksThatCannotBeReadHideNothingElse() throws Exception {
    container();
    Files.createDirectories(dir.resolve("proc"));
    Files.writeString(dir.resolve("proc/diskstats"), "8\n");
    assertThat(namesOfFailing("ends too early")).contains("container_cpu_usage_seconds_total");
  }

  @Test
  void whereTheMachinesNetworkMayNotBeSeenNoneIsTold() throws Exception {
    Files.writeString(container().resolve("cgroup.procs"), "31\n");
    Files.createDirectories(dir.resolve("proc/31/ns"));
    Files.createDirectories(dir.resolve("proc/31/net"));
    Files.createDirectories(dir.resolve("proc/1/ns"));
    Files.writeString(dir.resolve("proc/31/ns/net"), "net:[2]\n");
    Files.writeString(
        dir.resolve("proc/31/net/dev"), " eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
    assertThat(names(containers())).doesNotContain("container_network_receive_bytes_total");
    Files.writeString(dir.resolve("proc/1/ns/net"), "net:[1]\n");
    assertThat(names(containers())).contains("container_network_receive_bytes_total");
  }
}

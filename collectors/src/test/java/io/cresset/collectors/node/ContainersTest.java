package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.collectors.node.container.Containers;
import io.cresset.collectors.node.source.Host;
import io.cresset.testkit.FakeTime;
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

  @Test
  void aContainerThatEndedIsToldNoMore() throws Exception {
    Path group = dir.resolve("sys/fs/cgroup/docker/" + "4f0c1a9e".repeat(8));
    Files.createDirectories(group);
    Files.writeString(dir.resolve("sys/fs/cgroup/cgroup.controllers"), "cpu\n");
    Files.writeString(group.resolve("cpu.stat"), "usage_usec 5\n");
    Containers containers =
        new Containers(
            new Host(
                dir,
                dir.resolve("proc"),
                dir.resolve("sys"),
                dir,
                new FakeMachine(dir),
                new FakeTime(),
                _ -> {}));
    assertThat(names(containers)).contains("container_cpu_usage_seconds_total");
    Files.delete(group.resolve("cpu.stat"));
    Files.delete(group);
    assertThat(names(containers)).isEmpty();
  }
}

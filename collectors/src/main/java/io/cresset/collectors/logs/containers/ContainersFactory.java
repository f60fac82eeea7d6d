package io.cresset.collectors.logs.containers;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.logs.tail.Tail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The door of the containers collector. */
public final class ContainersFactory implements CollectorFactory<ContainersConfig> {
  static final String PREFIX = "cresset_containers";

  @Override
  public String kind() {
    return "containers";
  }

  @Override
  public String summary() {
    return "What containers write to standard output and error, from the files of their runtime";
  }

  @Override
  public Class<ContainersConfig> config() {
    return ContainersConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(Tail.specs(PREFIX));
    specs.addAll(Counts.SPECS);
    return specs;
  }

  @Override
  public List<String> defaultSteps() {
    return List.of("detect");
  }

  @Override
  public List<Discovery> discover(Path root) {
    if (Files.isDirectory(root.resolve("var/log/pods"))) {
      return List.of(
          new Discovery("/var/log/pods, the logs of this node's pods", "containers: {}"));
    }
    if (Files.isDirectory(root.resolve("var/lib/docker/containers"))) {
      return List.of(
          new Discovery(
              "/var/lib/docker/containers, the logs of Docker's containers",
              "containers: { root: /var/lib/docker/containers }"));
    }
    return List.of();
  }

  @Override
  public List<Door> doors(ContainersConfig config, DoorContext context) {
    return List.of(
        Door.local("root", () -> List.of(new ContainersDoor(config.root(), context).look())));
  }

  @Override
  public Collector create(ContainersConfig config, CollectorContext context) {
    return new ContainersCollector(config, context);
  }
}

package io.cresset.collectors.node;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.api.model.MetricSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the {@code node} collector. */
public final class NodeFactory implements CollectorFactory<NodeConfig> {

  @Override
  public String kind() {
    return "node";
  }

  @Override
  public String summary() {
    return "This machine: CPU, memory, disks, file systems, network and kernel, as node_exporter"
        + " names them";
  }

  @Override
  public Class<NodeConfig> config() {
    return NodeConfig.class;
  }

  @Override
  public String job() {
    return "node-exporter";
  }

  @Override
  public List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(NodeCollector.SPECS);
    for (NodePart part : NodePart.values()) {
      specs.addAll(part.specs());
    }
    return List.copyOf(specs);
  }

  @Override
  public List<Discovery> discover(Path root) {
    return Files.exists(root.resolve("proc/stat"))
        ? List.of(
            new Discovery(
                "this machine's CPU, memory, disks and network, in /proc and /sys", "node: {}"))
        : List.of();
  }

  @Override
  public List<Door> doors(NodeConfig config, DoorContext context) {
    return new NodeDoors(config, context, new ThisMachine()).all();
  }

  @Override
  public Collector create(NodeConfig config, CollectorContext context) {
    return new NodeCollector(config, context, new ThisMachine());
  }
}

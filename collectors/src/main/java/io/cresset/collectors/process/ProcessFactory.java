package io.cresset.collectors.process;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.PageSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the {@code process} collector. */
public final class ProcessFactory implements CollectorFactory<ProcessConfig> {

  @Override
  public String kind() {
    return "process";
  }

  @Override
  public String summary() {
    return "What processes use, by group: CPU, memory, I/O, files and threads, as process-exporter"
        + " names them";
  }

  @Override
  public Class<ProcessConfig> config() {
    return ProcessConfig.class;
  }

  @Override
  public String job() {
    return "process-exporter";
  }

  @Override
  public List<MetricSpec> specs() {
    return ProcessMetrics.SPECS;
  }

  @Override
  public List<Discovery> discover(Path root) {
    return Files.exists(root.resolve("proc/stat"))
        ? List.of(
            new Discovery(
                "what this machine's processes use, in /proc/PID; the top 20 groups",
                "process: {}"))
        : List.of();
  }

  @Override
  public List<Door> doors(ProcessConfig config, DoorContext context) {
    return new ProcessDoors(config, context).all();
  }

  @Override
  public Collector create(ProcessConfig config, CollectorContext context) {
    return new ProcessCollector(config, context, PageSize.bytes());
  }
}

package io.cresset.collectors.logs.files;

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
import java.util.List;

/** The door of the files collector. */
public final class FilesFactory implements CollectorFactory<FilesConfig> {

  @Override
  public String kind() {
    return "files";
  }

  @Override
  public String summary() {
    return "Lines that programs write to files, over all their rotations";
  }

  @Override
  public Class<FilesConfig> config() {
    return FilesConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  @Override
  public List<MetricSpec> specs() {
    return Tail.specs(FilesCollector.PREFIX);
  }

  @Override
  public List<String> defaultSteps() {
    return List.of("detect");
  }

  @Override
  public List<Discovery> discover(Path root) {
    for (String known : List.of("var/log/syslog", "var/log/messages", "var/log/dpkg.log")) {
      if (Files.exists(root.resolve(known))) {
        return List.of(
            new Discovery(
                "/var/log, where programs write their logs", "files: [{ name: system }]"));
      }
    }
    return List.of();
  }

  @Override
  public List<Door> doors(FilesConfig config, DoorContext context) {
    return new FilesDoors(config, context).all();
  }

  @Override
  public Collector create(FilesConfig config, CollectorContext context) {
    return new FilesCollector(config, context);
  }
}

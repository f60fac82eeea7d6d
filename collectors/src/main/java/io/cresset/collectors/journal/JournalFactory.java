package io.cresset.collectors.journal;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.api.model.MetricSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The door of the journal collector. */
public final class JournalFactory implements CollectorFactory<JournalConfig> {

  @Override
  public String kind() {
    return "journal";
  }

  @Override
  public String summary() {
    return "systemd's journal, read from its files; the kernel's log where there is no journal";
  }

  @Override
  public Class<JournalConfig> config() {
    return JournalConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return JournalCounts.SPECS;
  }

  @Override
  public List<Discovery> discover(Path root) {
    return Stream.of("var/log/journal", "run/log/journal")
        .map(root::resolve)
        .filter(Files::isDirectory)
        .findFirst()
        .map(path -> new Discovery(path + ", systemd's journal", "journal: {}"))
        .stream()
        .toList();
  }

  @Override
  public List<Door> doors(JournalConfig config, DoorContext context) {
    return new JournalDoors(config, context, Files::isReadable).all();
  }

  @Override
  public Collector create(JournalConfig config, CollectorContext context) {
    return new JournalCollector(config, context, FileSource::open);
  }
}

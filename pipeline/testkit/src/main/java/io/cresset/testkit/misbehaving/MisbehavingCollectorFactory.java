package io.cresset.testkit.misbehaving;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.model.MetricSpec;
import java.util.List;

/** The door for a {@link MisbehavingCollector}; a test lists it as a service for itself alone. */
public final class MisbehavingCollectorFactory
    implements CollectorFactory<MisbehavingCollectorConfig> {

  @Override
  public String kind() {
    return "misbehaving";
  }

  @Override
  public String summary() {
    return "Does everything wrong that a collector can do wrong.";
  }

  @Override
  public Class<MisbehavingCollectorConfig> config() {
    return MisbehavingCollectorConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  @Override
  public List<MetricSpec> specs() {
    return List.of();
  }

  @Override
  public Collector create(MisbehavingCollectorConfig config, CollectorContext context) {
    return new MisbehavingCollector(config.habits(), context.resource(), context.time());
  }
}

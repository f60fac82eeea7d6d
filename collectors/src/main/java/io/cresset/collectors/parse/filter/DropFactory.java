package io.cresset.collectors.parse.filter;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.model.MetricSpec;
import java.util.List;

/** The door of {@code drop}. */
public final class DropFactory implements StepFactory<DropConfig> {
  @Override
  public String kind() {
    return "drop";
  }

  @Override
  public String summary() {
    return "Drops records by body, attributes, resource or severity, counted by rule.";
  }

  @Override
  public Class<DropConfig> config() {
    return DropConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return List.of(RuleCounts.DROPPED);
  }

  @Override
  public Step create(DropConfig config, String name, CollectorContext context) {
    return new DropStep(config, name, context);
  }
}

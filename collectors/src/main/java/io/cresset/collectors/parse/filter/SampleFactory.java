package io.cresset.collectors.parse.filter;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.parse.StepCounts;
import java.util.List;

/** The door of {@code sample}. */
public final class SampleFactory implements StepFactory<SampleConfig> {
  @Override
  public String kind() {
    return "sample";
  }

  @Override
  public String summary() {
    return "Keeps one in so many records, by rules like those of drop, and counts the rest.";
  }

  @Override
  public Class<SampleConfig> config() {
    return SampleConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return List.of(RuleCounts.DROPPED, StepCounts.LEFT_OUT);
  }

  @Override
  public Step create(SampleConfig config, String name, CollectorContext context) {
    return new SampleStep(config, name, context);
  }
}

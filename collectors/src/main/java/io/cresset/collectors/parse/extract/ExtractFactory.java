package io.cresset.collectors.parse.extract;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.parse.StepCounts;
import java.util.List;

/** The door of {@code extract}. */
public final class ExtractFactory implements StepFactory<ExtractConfig> {
  @Override
  public String kind() {
    return "extract";
  }

  @Override
  public String summary() {
    return "Makes attributes of what a pattern's named groups match.";
  }

  @Override
  public Class<ExtractConfig> config() {
    return ExtractConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return List.of(StepCounts.RECORDS);
  }

  @Override
  public Step create(ExtractConfig config, String name, CollectorContext context) {
    return new ExtractStep(config, name, context);
  }
}

package io.cresset.collectors.parse.detect;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.model.MetricSpec;
import java.util.List;

/** The door of {@code detect}. */
public final class DetectFactory implements StepFactory<DetectConfig> {
  @Override
  public String kind() {
    return "detect";
  }

  @Override
  public String summary() {
    return "Takes fields, severity, trace and time from JSON, logfmt and well-known plain lines.";
  }

  @Override
  public Class<DetectConfig> config() {
    return DetectConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return DetectStep.specs();
  }

  @Override
  public Step create(DetectConfig config, String name, CollectorContext context) {
    return new DetectStep(config, name, context);
  }
}

package io.cresset.collectors.parse.redact;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.model.MetricSpec;
import java.util.List;

/** The door of {@code redact}. */
public final class RedactFactory implements StepFactory<RedactConfig> {
  @Override
  public String kind() {
    return "redact";
  }

  @Override
  public String summary() {
    return "Masks secrets and personal data in bodies and attributes, counted by pattern.";
  }

  @Override
  public Class<RedactConfig> config() {
    return RedactConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return List.of(RedactStep.REDACTED, RedactStep.GIVEN_UP);
  }

  @Override
  public Step create(RedactConfig config, String name, CollectorContext context) {
    return new RedactStep(config, name, context);
  }
}

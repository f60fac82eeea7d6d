package io.cresset.collectors.parse.time;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.parse.StepCounts;
import java.util.List;

/** The door of {@code time}. */
public final class TimeFactory implements StepFactory<TimeConfig> {
  @Override
  public String kind() {
    return "time";
  }

  @Override
  public String summary() {
    return "Reads the time of a line by a format that you give.";
  }

  @Override
  public Class<TimeConfig> config() {
    return TimeConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    return List.of(StepCounts.RECORDS);
  }

  @Override
  public Step create(TimeConfig config, String name, CollectorContext context) {
    return new TimeStep(config, name, context);
  }
}

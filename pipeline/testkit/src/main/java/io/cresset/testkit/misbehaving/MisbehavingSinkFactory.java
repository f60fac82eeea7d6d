package io.cresset.testkit.misbehaving;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;
import io.cresset.api.model.Signal;
import java.util.Set;

/** The door for a {@link MisbehavingSink}; a test lists it as a service for itself alone. */
public final class MisbehavingSinkFactory implements ExporterFactory<MisbehavingSinkConfig> {

  @Override
  public String kind() {
    return "misbehaving";
  }

  @Override
  public String summary() {
    return "Does everything wrong that a sink can do wrong.";
  }

  @Override
  public Class<MisbehavingSinkConfig> config() {
    return MisbehavingSinkConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  @Override
  public Exporter create(MisbehavingSinkConfig config, ExporterContext context) {
    return new MisbehavingSink(config.habit(), Set.of(Signal.LOGS, Signal.METRICS), context.time());
  }
}

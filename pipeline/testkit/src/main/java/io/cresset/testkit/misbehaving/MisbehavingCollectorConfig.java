package io.cresset.testkit.misbehaving;

import io.cresset.api.config.Doc;
import java.util.List;

/** What stands under {@code collectors.misbehaving}. */
public record MisbehavingCollectorConfig(@Doc("What it does wrong.") List<CollectorHabit> habits) {
  public MisbehavingCollectorConfig {
    habits = List.copyOf(habits);
  }
}

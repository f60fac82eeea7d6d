package io.cresset.core.config;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.time.Duration;

/** What may be said of every exporter that delivers, beside its own options and {@link Select}. */
public record SinkOptions(
    @Doc(
            "How long sources that can wait do so for this destination while it takes nothing;"
                + " afterwards the oldest records make room, counted as dropped. 0s: not at all.")
        @Default("2h")
        Duration hold) {

  static final String HOLD = "hold";
  private static final Duration MOST = Duration.ofDays(365);

  public SinkOptions {
    if (hold.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("hold is at most 365d");
    }
  }
}

package io.cresset.core.telemetry;

import io.cresset.api.Time;
import io.opentelemetry.sdk.common.Clock;

/** The program's clock, for the SDK. */
final class SdkClock implements Clock {
  private final Time time;

  SdkClock(Time time) {
    this.time = time;
  }

  @Override
  public long now() {
    return time.unixNanos();
  }

  @Override
  public long nanoTime() {
    return time.monotonicNanos();
  }
}

package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Feed;
import java.time.Duration;
import java.util.Map;

/** Carries one signal from a log's feed to a sink: strictly in order, one request in flight. */
public final class Delivery {
  private final String component;
  private final Signal signal;

  /**
   * @param component the sink's component id
   * @param logger the sink's
   */
  public Delivery(
      String component, Signal signal, Sink sink, Feed feed, Time time, System.Logger logger) {
    this.component = component;
    this.signal = signal;
  }

  /** Begins to deliver, on a virtual thread. Called once. */
  public void start() {}

  public DeliveryStatus status() {
    return new DeliveryStatus(component, signal, DeliveryStatus.State.OK, "", 0, 0, Map.of());
  }

  /**
   * Stops within the limit. What was not answered for comes again at the next start. Leaves sink
   * and feed to their owner. May be called twice, and without {@link #start}.
   *
   * @return false if the sink had not returned when the limit passed
   */
  public boolean close(Duration limit) {
    return true;
  }
}

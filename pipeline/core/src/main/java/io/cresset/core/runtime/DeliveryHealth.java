package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.model.Signal;
import io.cresset.core.runtime.DeliveryStatus.State;
import java.util.Map;

/** How a delivery is doing, and what was refused in it. Guarded by the delivery's lock. */
final class DeliveryHealth {
  /** Of what a destination says, which is shown in places where there is no room for more. */
  private static final int MAX_ERROR_CHARS = 1000;

  private final Time time;
  private final ReasonCounts rejected = new ReasonCounts();
  private State state = State.OK;
  private String error = "";
  private long sinceUnixNanos;
  private long defects;
  private String lastRefusal = "";
  private long lastRefusalUnixNanos;

  DeliveryHealth(Time time) {
    this.time = time;
    this.sinceUnixNanos = time.unixNanos();
  }

  /** Counts refusals on from those of another. */
  void countOnFrom(Map<String, Long> before) {
    before.forEach(rejected::add);
  }

  /**
   * The destination takes what it is sent.
   *
   * @return whether that is news
   */
  boolean arrived() {
    boolean again = state == State.RETRYING;
    become(State.OK, "");
    return again;
  }

  /**
   * What was sent has to be sent again.
   *
   * @return whether that is news
   */
  boolean retrying(String reason) {
    boolean other = !ReasonCounts.kind(reason).equals(ReasonCounts.kind(error));
    boolean news = state == State.OK || other;
    become(State.RETRYING, reason);
    return news;
  }

  void defect(Throwable e) {
    defects++;
    become(State.RETRYING, "defect: " + Run.text(e));
  }

  void stopped() {
    become(State.STOPPED, error);
  }

  void refused(Answered answered) {
    answered.reasons().forEach(rejected::add);
    if (answered.refused() > 0) {
      lastRefusal = answered.said();
      lastRefusalUnixNanos = time.unixNanos();
    }
  }

  private void become(State next, String why) {
    if (state != next) {
      state = next;
      sinceUnixNanos = time.unixNanos();
    }
    error = why.length() <= MAX_ERROR_CHARS ? why : why.substring(0, MAX_ERROR_CHARS) + "...";
  }

  DeliveryStatus status(String component, Signal signal) {
    return new DeliveryStatus(
        component,
        signal,
        state,
        error,
        sinceUnixNanos,
        defects,
        rejected.snapshot(),
        lastRefusal,
        lastRefusalUnixNanos);
  }
}

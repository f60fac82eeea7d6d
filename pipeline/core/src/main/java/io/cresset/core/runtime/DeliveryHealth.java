package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.model.Signal;
import io.cresset.core.runtime.DeliveryStatus.State;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a delivery is doing, what was refused in it, and which of its changes are worth a line.
 * Guarded by the delivery's lock, so that nobody sees its numbers without those of the log.
 */
final class DeliveryHealth {
  /** Of what a destination says, which is shown in places where there is no room for more. */
  private static final int MAX_ERROR_CHARS = 1000;

  /** Why a record is not kept of which the destination did not say which it is. */
  private static final String UNNAMED = "unnamed";

  private final String component;
  private final Signal signal;
  private final Time time;
  private final System.Logger logger;
  private final ReentrantLock lock;
  private final ReasonCounts rejected = new ReasonCounts();
  private final ReasonCounts notKept = new ReasonCounts();
  private State state = State.OK;
  private String error = "";
  private long sinceUnixNanos;
  private long defects;
  private String lastRefusal = "";
  private long lastRefusalUnixNanos;
  private long resentDelivered;
  private long resentRefused;

  DeliveryHealth(
      String component, Signal signal, Time time, System.Logger logger, ReentrantLock lock) {
    this.component = component;
    this.signal = signal;
    this.time = time;
    this.logger = logger;
    this.lock = lock;
    this.sinceUnixNanos = time.unixNanos();
  }

  /** Counts refusals on from those of another. */
  void countOnFrom(DeliveryStatus before) {
    lock.lock();
    try {
      before.rejected().forEach(rejected::add);
      before.aside().notKept().forEach(notKept::add);
      resentDelivered += before.aside().resentDelivered();
      resentRefused += before.aside().resentRefused();
    } finally {
      lock.unlock();
    }
  }

  /** The destination takes what it is sent. */
  void arrived() {
    boolean again;
    lock.lock();
    try {
      again = state == State.RETRYING;
      become(State.OK, "");
    } finally {
      lock.unlock();
    }
    if (again) {
      logger.log(Level.INFO, "delivers again", Map.entry("signal", signal.id()));
    }
  }

  /** What was sent has to be sent again. */
  void retrying(String reason) {
    boolean news;
    lock.lock();
    try {
      boolean other = !ReasonCounts.kind(reason).equals(ReasonCounts.kind(error));
      news = state == State.OK || other;
      become(State.RETRYING, reason);
    } finally {
      lock.unlock();
    }
    if (news) {
      logger.log(
          Level.WARNING,
          "not delivered, will be sent again: {0}",
          reason,
          Map.entry("signal", signal.id()));
    }
  }

  void defect(Throwable e) {
    lock.lock();
    try {
      defects++;
      become(State.RETRYING, "defect: " + Run.text(e));
    } finally {
      lock.unlock();
    }
    logger.log(Level.ERROR, "defect in the sink or its log; the chunk is sent again", e);
  }

  void stopped() {
    lock.lock();
    try {
      become(State.STOPPED, error);
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock, in which the feed moves on too; {@link #sayRefused} follows without. */
  void refused(Answered answered, Aside.Kept kept) {
    assert lock.isHeldByCurrentThread();
    answered.reasons().forEach(rejected::add);
    kept.notKept().forEach(notKept::add);
    notKept.add(UNNAMED, answered.unnamed());
    if (answered.refused() > 0) {
      lastRefusal = answered.said();
      lastRefusalUnixNanos = time.unixNanos();
    }
  }

  void sayRefused(Answered answered) {
    if (answered.refused() > 0) {
      logger.log(
          Level.WARNING,
          "refused for good: {0}",
          answered.said(),
          Map.entry("records", answered.refused()),
          Map.entry("signal", signal.id()));
    }
  }

  void resent(Answered answered) {
    lock.lock();
    try {
      resentDelivered += answered.sent() - answered.refused();
      resentRefused += answered.refused();
    } finally {
      lock.unlock();
    }
  }

  private void become(State next, String why) {
    if (state != next) {
      state = next;
      sinceUnixNanos = time.unixNanos();
    }
    error = why.length() <= MAX_ERROR_CHARS ? why : why.substring(0, MAX_ERROR_CHARS) + "...";
  }

  DeliveryStatus status() {
    lock.lock();
    try {
      return new DeliveryStatus(
          component,
          signal,
          state,
          error,
          sinceUnixNanos,
          defects,
          rejected.snapshot(),
          lastRefusal,
          lastRefusalUnixNanos,
          new DeliveryStatus.SetAside(notKept.snapshot(), resentDelivered, resentRefused));
    } finally {
      lock.unlock();
    }
  }
}

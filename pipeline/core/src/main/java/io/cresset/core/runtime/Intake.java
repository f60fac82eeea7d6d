package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.export.View;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.core.log.DurableLog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The way of every batch from a running body to the views and, if a sink wants its signal, into the
 * durable log.
 */
public final class Intake {
  private final Map<Signal, DurableLog> logs = new ConcurrentHashMap<>();

  /**
   * @param loggers gives a component's logger by its id
   */
  public Intake(Time time, Function<String, System.Logger> loggers) {}

  /** From now on batches of this log's signal are appended to it. Comes before the first source. */
  public void keep(DurableLog log) {
    if (logs.putIfAbsent(log.signal(), log) != null) {
      throw new IllegalStateException("there is a log for " + log.signal().id() + " already");
    }
  }

  public boolean keeps(Signal signal) {
    return logs.containsKey(signal);
  }

  /** From now on this view sees what comes in. */
  public void show(View view) {}

  public void hide(View view) {}

  /** Where a component stands, by a key of its own: {@code CollectorContext.position}. */
  public Optional<ByteSlice> position(String component, String key) {
    return Optional.empty();
  }
}

package io.cresset.core.runtime;

import io.cresset.api.collect.CollectFailure;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a task is doing, and which of its changes are worth a line. A failure is said when it begins
 * and when its reason changes, not each time; what is absent only at debug. Guarded by the
 * Supervisor's lock; lines are written after it is let go.
 */
final class TaskHealth {
  /** Of what a source says, which is shown in places where there is no room for more. */
  private static final int MAX_ERROR_CHARS = 1000;

  private final String task;
  private State state = State.STARTING;
  private String reason = "";
  private String error = "";
  private String remedy = "";
  private long sinceUnixNanos;
  private long hungSinceUnixNanos;

  TaskHealth(String task, long nowUnixNanos) {
    this.task = task;
    this.sinceUnixNanos = nowUnixNanos;
  }

  /** A line for the program's log. */
  record Line(Level level, String format, Object[] params, @Nullable Throwable defect) {
    void write(System.Logger logger) {
      if (defect != null) {
        logger.log(level, format, defect);
      } else {
        logger.log(level, format, params);
      }
    }
  }

  Optional<Line> succeeded(long nowUnixNanos) {
    boolean recovered = state == State.FAILING;
    become(State.READY, "", "", "", nowUnixNanos);
    return recovered ? line(Level.INFO, "works again") : Optional.empty();
  }

  Optional<Line> failed(CollectFailure failure, long nowUnixNanos) {
    boolean absent = failure.kind() == CollectFailure.Kind.ABSENT;
    boolean news =
        become(
            absent ? State.ABSENT : State.FAILING,
            failure.kind().reason(),
            failure.getMessage(),
            failure.remedy(),
            nowUnixNanos);
    if (!news) {
      return Optional.empty();
    }
    String format = absent ? "not here: {0}" : "cannot collect: {0}";
    return line(
        absent ? Level.DEBUG : Level.WARNING,
        failure.remedy().isEmpty() ? format : format + "; {1}",
        failure.getMessage(),
        failure.remedy());
  }

  Optional<Line> defective(Throwable defect, CollectFailure failure, long nowUnixNanos) {
    boolean news =
        become(
            State.FAILING,
            Counts.DEFECT + " " + defect.getClass().getName(),
            failure.getMessage(),
            failure.remedy(),
            nowUnixNanos);
    return news
        ? Optional.of(new Line(Level.ERROR, "defect in task '" + task + "'", new Object[0], defect))
        : Optional.empty();
  }

  void hung(long nowUnixNanos) {
    hungSinceUnixNanos = nowUnixNanos;
  }

  void returned() {
    hungSinceUnixNanos = 0;
  }

  private Optional<Line> line(Level level, String format, Object... params) {
    Object[] all = new Object[params.length + 2];
    System.arraycopy(params, 0, all, 0, params.length);
    all[params.length] = Map.entry("task", task);
    all[params.length + 1] = Map.entry("state", state.name().toLowerCase(Locale.ROOT));
    return Optional.of(new Line(level, format, all, null));
  }

  /** Returns whether that is another state or another reason than before. */
  private boolean become(State next, String why, String message, String help, long nowUnixNanos) {
    boolean news = state != next || !reason.equals(why);
    if (state != next) {
      sinceUnixNanos = nowUnixNanos;
    }
    state = next;
    reason = why;
    error =
        message.length() <= MAX_ERROR_CHARS
            ? message
            : message.substring(0, MAX_ERROR_CHARS) + "...";
    remedy = help;
    return news;
  }

  TaskStatus status() {
    return new TaskStatus(task, state, error, remedy, sinceUnixNanos, hungSinceUnixNanos);
  }
}

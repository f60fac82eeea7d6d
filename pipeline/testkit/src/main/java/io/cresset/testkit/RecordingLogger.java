package io.cresset.testkit;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A logger that keeps its lines for the test, as {@code LEVEL message}. */
public final class RecordingLogger implements System.Logger {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public String getName() {
    return "test";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
    lines.add(level + " " + message + (thrown == null ? "" : " (" + thrown + ")"));
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... params) {
    boolean plain = params == null || params.length == 0;
    lines.add(level + " " + (plain ? format : MessageFormat.format(format, params)));
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }
}

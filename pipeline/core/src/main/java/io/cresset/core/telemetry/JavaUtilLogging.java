package io.cresset.core.telemetry;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Carries what is written through java.util.logging into the program's log. */
final class JavaUtilLogging extends Handler {
  private final ProgramLog log;

  private JavaUtilLogging(ProgramLog log) {
    this.log = log;
  }

  static void capture(ProgramLog log) {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new JavaUtilLogging(log));
  }

  @Override
  public void publish(LogRecord record) {
    String template = String.valueOf(record.getMessage());
    log.write(
        level(record.getLevel().intValue()),
        String.valueOf(record.getLoggerName()),
        template,
        ComponentLogger.message(template, record.getParameters()),
        List.of(),
        record.getThrown());
  }

  private static Level level(int level) {
    if (level >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (level >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARNING;
    }
    if (level >= java.util.logging.Level.INFO.intValue()) {
      return Level.INFO;
    }
    return level >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}

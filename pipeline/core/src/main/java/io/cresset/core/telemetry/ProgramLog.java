package io.cresset.core.telemetry;

import io.cresset.api.Time;
import java.io.PrintStream;
import java.lang.System.Logger.Level;

/** The program's own log: one line for each message, to standard error. */
public final class ProgramLog implements AutoCloseable {

  /** How a line is written. */
  public enum Format {
    LOGFMT,
    JSON
  }

  public ProgramLog(Time time, Format format, Level threshold, PrintStream out) {}

  /** A component's logger: its name stands in each line. */
  public System.Logger logger(String component) {
    return System.getLogger(component);
  }

  /** Takes over what libraries and the JDK write through java.util.logging. */
  public void captureJavaUtilLogging() {}

  /** Writes what is held back. */
  @Override
  public void close() {}
}

package io.cresset.api.model;

/**
 * OpenTelemetry's severity numbers, 1 (TRACE) to 24 (FATAL4); 0 means that none is known.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber">the
 *     log data model</a>
 */
public final class Severity {
  public static final int UNSPECIFIED = 0;
  public static final int TRACE = 1;
  public static final int DEBUG = 5;
  public static final int INFO = 9;
  public static final int INFO2 = 10;
  public static final int WARN = 13;
  public static final int ERROR = 17;
  public static final int ERROR2 = 18;
  public static final int ERROR3 = 19;
  public static final int FATAL = 21;

  private static final int[] OF_SYSLOG = {FATAL, ERROR3, ERROR2, ERROR, WARN, INFO2, INFO, DEBUG};

  private Severity() {}

  /**
   * The number for a syslog severity, 0 (emerg) to 7 (debug), by the table in appendix B of the log
   * data model.
   */
  public static int ofSyslog(int severity) {
    return OF_SYSLOG[severity];
  }
}

package io.cresset.collectors.parse.detect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys under which loggers of many languages put what a record has a place of its own for. */
final class KnownKeys {
  /** What a field is. */
  enum Role {
    /** Nothing but a field. */
    PLAIN,
    SEVERITY,
    /** A word; a number there is a matter of the program's own. */
    SEVERITY_WORD,
    /** A number of OpenTelemetry's scale. */
    SEVERITY_NUMBER,
    /** A number of syslog's scale. */
    SYSLOG_SEVERITY,
    /** One letter, as MongoDB has it. */
    SEVERITY_LETTER,
    TIME,
    /** What a person reads; it is in the body. */
    MESSAGE,
    TRACE_ID,
    SPAN_ID,
    TRACE_FLAGS
  }

  private static final Map<String, Role> ROLES = new HashMap<>();

  static {
    put(
        Role.SEVERITY,
        "level Level LEVEL @level lvl Lvl severity Severity SEVERITY @l loglevel logLevel LogLevel"
            + " log_level log.level levelname level_name severity_text severityText SeverityText");
    put(Role.SEVERITY_WORD, "priority");
    put(Role.SEVERITY_NUMBER, "severity_number severityNumber SeverityNumber");
    put(Role.SYSLOG_SEVERITY, "PRIORITY syslog_severity");
    put(Role.SEVERITY_LETTER, "s");
    put(
        Role.TIME,
        "time Time TIME timestamp Timestamp TIMESTAMP timeStamp ts @timestamp @t t.$date datetime"
            + " asctime eventTime event_time timeMillis time_local time_iso8601");
    put(Role.MESSAGE, "msg message Message @message @m log.message");
    put(Role.TRACE_ID, "trace_id traceId traceID TraceId trace.id traceid @tr");
    put(Role.SPAN_ID, "span_id spanId spanID SpanId span.id spanid @sp");
    put(Role.TRACE_FLAGS, "trace_flags traceFlags TraceFlags");
  }

  private KnownKeys() {}

  private static void put(Role role, String keys) {
    List.of(keys.split(" ")).forEach(key -> ROLES.put(key, role));
  }

  static Role role(String key) {
    return ROLES.getOrDefault(key, Role.PLAIN);
  }
}

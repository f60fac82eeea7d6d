package io.cresset.collectors.syslog;

import io.cresset.api.model.Value;
import java.util.Locale;

/**
 * Why a line could not be read as syslog. The lower-case name is the record's {@code parse_error}
 * and the {@code reason} label of {@code cresset_syslog_unparsable_lines_total}.
 */
enum Fault {
  /** No {@code <PRI>} at the start: a second line of a message, or no syslog at all. */
  NO_PRIORITY,
  /** A {@code <PRI>} that is not a number from 0 to 191. */
  BAD_PRIORITY,
  /** Neither a version (RFC 5424) nor a time stamp (RFC 3164) behind the priority. */
  NO_TIMESTAMP,
  /** A time stamp that names no moment: 30 February, 25 o'clock, before 1970. */
  BAD_TIMESTAMP,
  /** A version other than 1. */
  BAD_VERSION,
  /** A header field is missing, over-long, or holds control characters or broken UTF-8. */
  BAD_HEADER,
  /** Structured data that does not follow RFC 5424 section 6.3. */
  BAD_STRUCTURED_DATA,
  /** Bytes over TCP at which a counted frame should have begun. */
  BROKEN_FRAME;

  private final String reason = name().toLowerCase(Locale.ROOT);
  private final Value value = Value.of(reason);

  String reason() {
    return reason;
  }

  Value value() {
    return value;
  }
}

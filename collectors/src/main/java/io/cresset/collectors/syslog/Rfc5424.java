package io.cresset.collectors.syslog;

import io.cresset.api.text.Digits;
import io.cresset.api.text.Rfc3339;

/**
 * Reads the header of RFC 5424 section 6 behind the priority: {@code 1 TIMESTAMP HOSTNAME APP-NAME
 * PROCID MSGID STRUCTURED-DATA [MSG]}, where {@code -} stands for a field that is not there.
 *
 * <p>A time stamp that is a word but no moment is a fault, and the fields behind it are still read:
 * who sent the line and how severe it is matter most when something is wrong.
 */
final class Rfc5424 {
  private static final int MAX_VERSION_DIGITS = 3;

  private Rfc5424() {}

  /** Whether a version and a space begin here, which tells this format from RFC 3164. */
  static boolean beginsAt(Header header, int at) {
    int end = versionEnd(header, at);
    return end > at && end < header.end && header.bytes[end] == ' ';
  }

  /**
   * Whether version 1 and a time stamp begin here: what is sure to be a header also when no
   * priority stands in front of it.
   */
  static boolean surelyBeginsAt(Header header, int at) {
    if (header.end - at < 3 || header.bytes[at] != '1' || header.bytes[at + 1] != ' ') {
      return false;
    }
    int end = header.tokenEnd(at + 2);
    return end > 0 && Rfc3339.unixNanos(header.bytes, at + 2, end) != Rfc3339.INVALID;
  }

  private static int versionEnd(Header header, int at) {
    int limit = Math.min(header.end, at + MAX_VERSION_DIGITS);
    int i = at;
    while (i < limit && Digits.isDigit(header.bytes[i])) {
      i++;
    }
    return i;
  }

  /** Reads from the version on; {@link #beginsAt} was true for this index. */
  static void read(Header header, int at) {
    int versionEnd = versionEnd(header, at);
    if (Digits.number(header.bytes, at, versionEnd - at) != 1) {
      header.fault(Fault.BAD_VERSION);
      return;
    }
    header.rfc5424 = true;
    int from = versionEnd + 1;
    int end = fieldEnd(header, from);
    if (end < 0) {
      return;
    }
    readTime(header, from, end);
    int data = readNames(header, end + 1);
    if (data > 0) {
      readData(header, data);
    }
  }

  /** The four fields that name somebody; the index behind them, or -1 and a fault. */
  private static int readNames(Header header, int hostFrom) {
    int hostEnd = fieldEnd(header, hostFrom);
    if (hostEnd < 0) {
      return -1;
    }
    header.hostFrom = hostFrom;
    header.hostEnd = valueEnd(header, hostFrom, hostEnd);

    int appFrom = hostEnd + 1;
    int appEnd = fieldEnd(header, appFrom);
    if (appEnd < 0) {
      return -1;
    }
    header.appFrom = appFrom;
    header.appEnd = valueEnd(header, appFrom, appEnd);

    int procFrom = appEnd + 1;
    int procEnd = fieldEnd(header, procFrom);
    if (procEnd < 0) {
      return -1;
    }
    header.procFrom = procFrom;
    header.procEnd = valueEnd(header, procFrom, procEnd);

    int messageIdFrom = procEnd + 1;
    int messageIdEnd = fieldEnd(header, messageIdFrom);
    if (messageIdEnd < 0) {
      return -1;
    }
    header.messageIdFrom = messageIdFrom;
    header.messageIdEnd = valueEnd(header, messageIdFrom, messageIdEnd);
    return messageIdEnd + 1;
  }

  /** Where a field's value ends: at its beginning if it is nil. */
  private static int valueEnd(Header header, int from, int end) {
    return header.isNil(from, end) ? from : end;
  }

  /** The end of a field that a further one must follow; -1 and a fault if there is none. */
  private static int fieldEnd(Header header, int from) {
    int end = header.tokenEnd(from);
    if (end < 0 || end == header.end) {
      header.fault(Fault.BAD_HEADER);
      return -1;
    }
    return end;
  }

  private static void readTime(Header header, int from, int end) {
    if (header.isNil(from, end)) {
      return;
    }
    long time = Rfc3339.unixNanos(header.bytes, from, end);
    if (time == Rfc3339.INVALID) {
      header.fault(Fault.BAD_TIMESTAMP);
    } else {
      header.timeUnixNanos = time;
      header.stampFrom = from;
      header.stampEnd = end;
    }
  }

  private static void readData(Header header, int from) {
    byte[] a = header.bytes;
    int end;
    if (from < header.end && a[from] == '-') {
      end = from + 1;
    } else {
      end = StructuredData.end(a, from, header.end);
      header.dataFrom = from;
      header.dataEnd = end;
    }
    if (end < 0 || (end < header.end && a[end] != ' ')) {
      header.dataFrom = header.dataEnd = 0;
      header.fault(Fault.BAD_STRUCTURED_DATA);
      return;
    }
    header.bodyFrom = Math.min(end + 1, header.end);
  }
}

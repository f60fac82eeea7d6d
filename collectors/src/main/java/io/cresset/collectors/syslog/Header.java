package io.cresset.collectors.syslog;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a line's header says, as ranges of the line's bytes. Mutable and used again for each line,
 * because it is filled several hundred thousand times a second. A range that is empty means that
 * the field is not there.
 */
final class Header {
  static final int NO_PRIORITY = -1;

  /** All real ones are positive or 0, the moment at which clocks begin that were never set. */
  static final long NO_TIME = -1;

  /** RFC 5424 allows 255 for a host and less for the others; RFC 3164 says nothing of use. */
  static final int MAX_TOKEN_BYTES = 255;

  byte[] bytes = new byte[0];
  int from;
  int end;

  int priority;
  boolean rfc5424;

  /** {@link #NO_TIME} if the header has none. */
  long timeUnixNanos;

  /** The text that {@link #timeUnixNanos} was read from. */
  int stampFrom;

  int stampEnd;

  /** Who passed the line on and when, if it put a header of its own in front. */
  int relayFrom;

  int relayEnd;
  int relayStampFrom;
  int relayStampEnd;

  int hostFrom;
  int hostEnd;
  int appFrom;
  int appEnd;
  int procFrom;
  int procEnd;
  int messageIdFrom;
  int messageIdEnd;
  int dataFrom;
  int dataEnd;
  int bodyFrom;

  /** The first thing found wrong; then the body is the whole line. */
  @Nullable Fault fault;

  void begin(ByteSlice line) {
    bytes = line.array();
    from = line.offset();
    end = line.end();
    priority = NO_PRIORITY;
    rfc5424 = false;
    timeUnixNanos = NO_TIME;
    stampFrom = stampEnd = 0;
    relayFrom = relayEnd = 0;
    relayStampFrom = relayStampEnd = 0;
    hostFrom = hostEnd = 0;
    appFrom = appEnd = 0;
    procFrom = procEnd = 0;
    messageIdFrom = messageIdEnd = 0;
    dataFrom = dataEnd = 0;
    bodyFrom = from;
    fault = null;
  }

  /**
   * Notes what is wrong. With two things wrong the fields are hardly what they seem (a time stamp
   * of two words shifts all behind it), so those that name somebody are forgotten.
   */
  void fault(Fault found) {
    if (fault == null) {
      fault = found;
      return;
    }
    hostFrom = hostEnd = 0;
    appFrom = appEnd = 0;
    procFrom = procEnd = 0;
    messageIdFrom = messageIdEnd = 0;
  }

  boolean isNil(int tokenFrom, int tokenEnd) {
    return tokenEnd - tokenFrom == 1 && bytes[tokenFrom] == '-';
  }

  /**
   * Finds the end of a header field.
   *
   * @return the index of the space behind it, or the line's end; -1 if it is empty or over {@link
   *     #MAX_TOKEN_BYTES}, holds a control character or is not UTF-8
   */
  int tokenEnd(int tokenFrom) {
    int limit = Math.min(end, tokenFrom + MAX_TOKEN_BYTES + 1);
    int i = tokenFrom;
    int sign = 0;
    while (i < limit && isVisible(bytes[i])) {
      sign |= bytes[i];
      i++;
    }
    boolean ended = i == end || (i < limit && bytes[i] == ' ');
    if (i == tokenFrom || !ended) {
      return -1;
    }
    boolean utf8 = sign >= 0 || Utf8.isValid(ByteSlice.of(bytes, tokenFrom, i - tokenFrom));
    return utf8 ? i : -1;
  }

  private static boolean isVisible(byte b) {
    return b < 0 || (b > ' ' && b != 0x7F);
  }
}

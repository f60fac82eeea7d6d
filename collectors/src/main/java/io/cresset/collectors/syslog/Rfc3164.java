package io.cresset.collectors.syslog;

import io.cresset.api.text.Digits;
import io.cresset.api.text.LocalStamps;
import io.cresset.api.text.Stamps;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * Reads the header of RFC 3164 behind the priority: {@code Mmm dd hh:mm:ss HOST TAG[pid]: text},
 * and what is seen in its place: an ISO time, the host twice, and a whole second header behind that
 * of a relay, {@code TIME RELAY TIME HOST TAG: text}. Then the line is the inner host's.
 *
 * <p>The RFC describes what was seen in 2001 rather than what is right, so this reads what can be
 * told apart for certain and leaves the rest in the body. An ISO time is also what many programs
 * begin their messages with ({@code 2026-01-02 03:04:05 INFO ready}), so where a header is not
 * certain anyway it must be followed by what only a header has: see {@link #isHeaderBehind}.
 */
final class Rfc3164 {
  private final Clocks clocks;
  private final Stamps stamps;

  Rfc3164(Clocks clocks) {
    this.clocks = clocks;
    this.stamps = new Stamps(clocks.zone());
  }

  /**
   * Reads on behind the priority.
   *
   * @param at index of the first byte of the time stamp
   * @param senderZone of a stamp that names none, if the host has no zone of its own
   */
  void read(Header header, int at, ZoneId senderZone, long receiptUnixNanos) {
    long time = stamps.unixNanos(header.bytes, at, header.end, senderZone, receiptUnixNanos);
    boolean certain = header.priority != Header.NO_PRIORITY;
    if (time == LocalStamps.NO_STAMP || !(certain || isHeader(header, at))) {
      header.fault(certain ? Fault.NO_TIMESTAMP : Fault.NO_PRIORITY);
      return;
    }
    boolean zoned = stamps.isZoned();
    if (time == LocalStamps.IMPOSSIBLE) {
      header.fault(Fault.BAD_TIMESTAMP);
    } else {
      header.timeUnixNanos = time;
      header.stampFrom = at;
      header.stampEnd = stamps.end();
    }
    int next = stamps.end();
    if (next < header.end && header.bytes[next] != ' ') {
      header.fault(Fault.BAD_HEADER);
      return;
    }
    next = Math.min(next + 1, header.end);
    header.bodyFrom = next;
    if (isSpacedIso(header.bytes, at) && !isHeaderBehind(header, next)) {
      // The message of a program that has a priority and a time, and no header.
      return;
    }
    if (readRelayed(header, next, senderZone, receiptUnixNanos)) {
      return;
    }
    readHost(header, next, senderZone, receiptUnixNanos);
    if (!zoned && header.relayStampEnd == 0) {
      readInOwnZone(header, senderZone, receiptUnixNanos);
    }
  }

  /** Whether the stamp that was just read is of a header, though no priority stands before it. */
  private boolean isHeader(Header header, int at) {
    int next = stamps.end() + 1;
    return next < header.end
        && header.bytes[next - 1] == ' '
        && (!Digits.isDigit(header.bytes[at]) || isHeaderBehind(header, next));
  }

  private static boolean isSpacedIso(byte[] a, int at) {
    return Digits.isDigit(a[at]) && a[at + 10] == ' ';
  }

  private void readHost(Header header, int from, ZoneId senderZone, long receiptUnixNanos) {
    if (from == header.end) {
      return;
    }
    byte[] a = header.bytes;
    int hostEnd = header.tokenEnd(from);
    if (hostEnd < 0) {
      header.fault(Fault.BAD_HEADER);
      return;
    }
    if (a[hostEnd - 1] == ':' && Tag.read(header, from)) {
      return;
    }
    if (hostEnd == header.end) {
      // A lone word says more as the message than as the host of an empty one.
      return;
    }
    header.hostFrom = from;
    header.hostEnd = hostEnd;
    int next = Math.min(hostEnd + 1, header.end);
    header.bodyFrom = next;
    if (readRelayed(header, next, senderZone, receiptUnixNanos)) {
      return;
    }
    next = behindRepeatedHost(header, next);
    header.bodyFrom = next;
    Tag.read(header, next);
  }

  /** Some devices write their name twice; the index behind the second one, or the index given. */
  private static int behindRepeatedHost(Header header, int at) {
    int end = at + header.hostEnd - header.hostFrom;
    byte[] a = header.bytes;
    return end < header.end
            && a[end] == ' '
            && Arrays.equals(a, header.hostFrom, header.hostEnd, a, at, end)
        ? end + 1
        : at;
  }

  /** Takes the second header that begins here, if one does; then the first was a relay's. */
  private boolean readRelayed(Header header, int at, ZoneId senderZone, long receiptUnixNanos) {
    if (header.timeUnixNanos == Header.NO_TIME) {
      return false;
    }
    byte[] a = header.bytes;
    long time = stamps.unixNanos(a, at, header.end, senderZone, receiptUnixNanos);
    int next = stamps.end() + 1;
    if (time < 0
        || next >= header.end
        || a[next - 1] != ' '
        || (Digits.isDigit(a[at]) && !isHeaderBehind(header, next))) {
      return false;
    }
    int hostEnd = header.tokenEnd(next);
    boolean tag = hostEnd > 0 && a[hostEnd - 1] == ':' && Tag.read(header, next);
    if (!tag && (hostEnd < 0 || hostEnd == header.end)) {
      return false;
    }
    boolean zoned = stamps.isZoned();
    header.relayStampFrom = header.stampFrom;
    header.relayStampEnd = header.stampEnd;
    header.timeUnixNanos = time;
    header.stampFrom = at;
    header.stampEnd = next - 1;
    if (!tag) {
      header.relayFrom = header.hostFrom;
      header.relayEnd = header.hostEnd;
      header.hostFrom = next;
      header.hostEnd = hostEnd;
      header.bodyFrom = behindRepeatedHost(header, hostEnd + 1);
      Tag.read(header, header.bodyFrom);
    }
    if (!zoned) {
      readInOwnZone(header, senderZone, receiptUnixNanos);
    }
    return true;
  }

  /**
   * Whether what stands here can only be the rest of a header: a tag, or a host and behind it a
   * tag, the same host again, or the beginning of a CEF or LEEF event. The same as the relay's host
   * is a host too.
   */
  private static boolean isHeaderBehind(Header header, int at) {
    int hostEnd = header.tokenEnd(at);
    if (hostEnd < 0 || hostEnd >= header.end) {
      return false;
    }
    byte[] a = header.bytes;
    int behind = hostEnd + 1;
    int length = hostEnd - at;
    return (a[hostEnd - 1] == ':' && Tag.isAt(header, at))
        || Tag.isAt(header, behind)
        || isEvent(header, behind)
        || Arrays.equals(a, at, hostEnd, a, header.hostFrom, header.hostEnd)
        || (behind + length < header.end
            && a[behind + length] == ' '
            && Arrays.equals(a, at, hostEnd, a, behind, behind + length));
  }

  private static boolean isEvent(Header header, int at) {
    byte[] a = header.bytes;
    int name = at < header.end && a[at] == 'L' ? 4 : 3;
    return at + name + 1 < header.end
        && a[at + name] == ':'
        && Digits.isDigit(a[at + name + 1])
        && a[at + name - 1] == 'F'
        && a[at + name - 2] == 'E'
        && (name == 4 ? a[at + 1] == 'E' : a[at] == 'C');
  }

  /** Reads the stamp again if the host that the line names has a zone of its own. */
  private void readInOwnZone(Header header, ZoneId senderZone, long receiptUnixNanos) {
    if (header.timeUnixNanos == Header.NO_TIME) {
      return;
    }
    ZoneId zone = clocks.ofHost(header.bytes, header.hostFrom, header.hostEnd);
    if (zone != null && !zone.equals(senderZone)) {
      long time =
          stamps.unixNanos(header.bytes, header.stampFrom, header.stampEnd, zone, receiptUnixNanos);
      header.timeUnixNanos = Math.max(time, Header.NO_TIME);
    }
  }
}

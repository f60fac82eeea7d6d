package io.cresset.collectors.syslog;

import java.time.ZoneId;

/**
 * Reads the header of RFC 3164 behind the priority: {@code Mmm dd hh:mm:ss HOST TAG[pid]: text}.
 *
 * <p>The RFC describes what was seen in 2001 rather than what is right, so this reads what can be
 * told apart for certain and leaves the rest in the body. A first word that ends with a colon is a
 * tag, and the line has no host (what a program writes to its own machine's log daemon). A tag is a
 * word followed by {@code [pid]:}, by a number in brackets and a space (which is how rsyslog
 * forwards what it got as RFC 5424), or by a colon and a space; without any of these there is no
 * tag. One space behind the tag belongs to it, further ones to the body.
 */
final class Rfc3164 {
  /** The RFC allows 32; programs with long names and paths in their tags exist. */
  private static final int MAX_TAG_BYTES = 128;

  private final LocalStamps stamps;

  Rfc3164(ZoneId zone) {
    this.stamps = new LocalStamps(zone);
  }

  /**
   * Reads on behind the priority.
   *
   * @param at index of the first byte behind {@code >}
   */
  void read(Header header, int at, long receiptUnixNanos) {
    long time = stamps.unixNanos(header.bytes, at, header.end, receiptUnixNanos);
    if (time == LocalStamps.NO_STAMP) {
      header.fault(Fault.NO_TIMESTAMP);
      return;
    }
    if (time == LocalStamps.IMPOSSIBLE) {
      header.fault(Fault.BAD_TIMESTAMP);
    } else {
      header.timeUnixNanos = time;
    }
    int next = at + LocalStamps.LENGTH_BYTES;
    if (next < header.end && header.bytes[next] != ' ') {
      header.fault(Fault.BAD_HEADER);
      return;
    }
    readHost(header, Math.min(next + 1, header.end));
  }

  private static void readHost(Header header, int from) {
    header.bodyFrom = from;
    if (from == header.end) {
      return;
    }
    int hostEnd = header.tokenEnd(from);
    if (hostEnd < 0) {
      header.fault(Fault.BAD_HEADER);
      return;
    }
    if (hostEnd == header.end && header.bytes[hostEnd - 1] != ':') {
      // A lone word says more as the message than as the host of an empty one.
      return;
    }
    if (header.bytes[hostEnd - 1] == ':' && readTag(header, from)) {
      return;
    }
    header.hostFrom = from;
    header.hostEnd = hostEnd;
    header.bodyFrom = Math.min(hostEnd + 1, header.end);
    readTag(header, header.bodyFrom);
  }

  /** Takes the tag and pid that begin here, if any, and puts the body behind them. */
  private static boolean readTag(Header header, int from) {
    byte[] a = header.bytes;
    int limit = Math.min(header.end, from + MAX_TAG_BYTES + 1);
    int i = from;
    while (i < limit && a[i] > ' ' && a[i] != ':' && a[i] != '[' && a[i] != 0x7F) {
      i++;
    }
    if (i == from || i == limit || (a[i] != ':' && a[i] != '[')) {
      return false;
    }
    int next = i + 1;
    if (a[i] == '[') {
      int pidEnd = pidEnd(header, i + 1);
      if (pidEnd < 0) {
        return false;
      }
      header.procFrom = i + 1;
      header.procEnd = pidEnd;
      next = a[pidEnd + 1] == ':' ? pidEnd + 2 : pidEnd + 1;
    } else if (next < header.end && a[next] != ' ') {
      return false;
    }
    header.appFrom = from;
    header.appEnd = i;
    boolean space = next < header.end && a[next] == ' ';
    header.bodyFrom = next + (space ? 1 : 0);
    return true;
  }

  /** Index of the {@code ]} behind a pid that a tag may end with, or -1. */
  private static int pidEnd(Header header, int from) {
    byte[] a = header.bytes;
    int limit = Math.min(header.end - 1, from + MAX_TAG_BYTES + 1);
    boolean number = true;
    int i = from;
    while (i < limit && a[i] > ' ' && a[i] != ']' && a[i] != 0x7F) {
      number &= Digits.isDigit(a[i]);
      i++;
    }
    if (i >= limit || a[i] != ']') {
      return -1;
    }
    return a[i + 1] == ':' || (a[i + 1] == ' ' && number && i > from) ? i : -1;
  }
}

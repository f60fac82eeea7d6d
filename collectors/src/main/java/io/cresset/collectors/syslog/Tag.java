package io.cresset.collectors.syslog;

import io.cresset.api.text.Digits;

/**
 * The tag of RFC 3164, which names a program. It is a word followed by {@code [pid]:}, by a number
 * in brackets and a space (which is how rsyslog forwards what it got as RFC 5424), or by a colon
 * and a space; without any of these there is no tag. One space behind the tag belongs to it,
 * further ones to the body. A line whose first word ends with a colon has a tag and no host (what a
 * program writes to its own machine's log daemon).
 */
final class Tag {
  /** The RFC allows 32; programs with long names and paths in their tags exist. */
  private static final int MAX_BYTES = 128;

  private static final int NONE = -1;

  private Tag() {}

  static boolean isAt(Header header, int from) {
    int end = nameEnd(header, from);
    return end != NONE
        && (header.bytes[end] == ':' ? colonEnd(header, end) : pidEnd(header, end + 1)) != NONE;
  }

  /** Takes the tag and pid that begin here, if any, and puts the body behind them. */
  static boolean read(Header header, int from) {
    int end = nameEnd(header, from);
    if (end == NONE) {
      return false;
    }
    byte[] a = header.bytes;
    int next;
    if (a[end] == ':') {
      next = colonEnd(header, end);
      if (next == NONE) {
        return false;
      }
    } else {
      int pidEnd = pidEnd(header, end + 1);
      if (pidEnd == NONE) {
        return false;
      }
      header.procFrom = end + 1;
      header.procEnd = pidEnd;
      next = a[pidEnd + 1] == ':' ? pidEnd + 2 : pidEnd + 1;
    }
    header.appFrom = from;
    header.appEnd = end;
    boolean space = next < header.end && a[next] == ' ';
    header.bodyFrom = next + (space ? 1 : 0);
    return true;
  }

  /** Index of the colon or bracket behind the name. */
  private static int nameEnd(Header header, int from) {
    byte[] a = header.bytes;
    int limit = Math.min(header.end, from + MAX_BYTES + 1);
    int i = from;
    while (i < limit && a[i] > ' ' && a[i] != ':' && a[i] != '[' && a[i] != 0x7F) {
      i++;
    }
    return i == from || i >= limit || (a[i] != ':' && a[i] != '[') ? NONE : i;
  }

  /** Index behind a colon that a space or the end follows. */
  private static int colonEnd(Header header, int colon) {
    int next = colon + 1;
    return next < header.end && header.bytes[next] != ' ' ? NONE : next;
  }

  /** Index of the {@code ]} behind a pid that a tag may end with. */
  private static int pidEnd(Header header, int from) {
    byte[] a = header.bytes;
    int limit = Math.min(header.end - 1, from + MAX_BYTES + 1);
    boolean number = true;
    int i = from;
    while (i < limit && a[i] > ' ' && a[i] != ']' && a[i] != 0x7F) {
      number &= Digits.isDigit(a[i]);
      i++;
    }
    if (i >= limit || a[i] != ']') {
      return NONE;
    }
    return a[i + 1] == ':' || (a[i + 1] == ' ' && number && i > from) ? i : NONE;
  }
}

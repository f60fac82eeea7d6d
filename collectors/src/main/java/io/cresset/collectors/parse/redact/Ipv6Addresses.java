package io.cresset.collectors.parse.redact;

import io.cresset.api.text.Digits;

/**
 * IPv6 addresses in all forms of RFC 4291 section 2.2. One without a digit is taken for a name of a
 * program ({@code Cafe::Bad}), a time of day and a MAC address have too few groups.
 */
final class Ipv6Addresses implements Finder {
  private static final int GROUPS = 8;
  private static final int MAX_ADDRESS_BYTES = 45;

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      if (!isPart(a[i])) {
        i++;
        continue;
      }
      int last = i;
      while (last < end && isPart(a[last])) {
        last++;
      }
      boolean alone = (i == from || !isWord(a[i - 1])) && (last == end || !isWord(a[last]));
      if (alone && last - i <= MAX_ADDRESS_BYTES + 1) {
        int address = last;
        while (address > i && (a[address - 1] == '.' || endsInOneColon(a, i, address))) {
          address--;
        }
        if (isAddress(a, i, address)) {
          taker.take(i, address);
        }
      }
      i = last;
    }
  }

  private static boolean isPart(byte b) {
    return Ascii.isHex(b) || b == ':' || b == '.';
  }

  private static boolean isWord(byte b) {
    return Ascii.isAlphanumeric(b) || b == '_';
  }

  private static boolean endsInOneColon(byte[] a, int from, int end) {
    return a[end - 1] == ':' && !(end - from >= 2 && a[end - 2] == ':');
  }

  private static boolean isAddress(byte[] a, int from, int end) {
    int groups = 0;
    boolean gap = false;
    boolean digit = false;
    int i = from;
    if (i + 1 < end && a[i] == ':' && a[i + 1] == ':') {
      gap = true;
      i += 2;
    }
    while (i < end) {
      int first = i;
      while (i < end && Ascii.isHex(a[i])) {
        digit |= Digits.isDigit(a[i]);
        i++;
      }
      if (i < end && a[i] == '.') {
        // The last 32 bits may be written as IPv4.
        boolean whole = Ipv4Addresses.addressEnd(a, first, end) == end;
        groups += 2;
        return whole && groups > 2 - (gap ? 1 : 0) && isComplete(groups, gap);
      }
      if (i == first || i - first > 4) {
        return false;
      }
      groups++;
      if (i == end) {
        break;
      }
      i++; // A colon; isPart let nothing else through.
      if (i < end && a[i] == ':') {
        if (gap) {
          return false;
        }
        gap = true;
        i++;
      } else if (i == end) {
        return false;
      }
    }
    return digit && isComplete(groups, gap);
  }

  private static boolean isComplete(int groups, boolean gap) {
    return gap ? groups < GROUPS : groups == GROUPS;
  }
}

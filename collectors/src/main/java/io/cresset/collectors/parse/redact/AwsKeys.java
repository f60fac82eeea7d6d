package io.cresset.collectors.parse.redact;

import io.cresset.api.text.Digits;
import java.util.List;

/** Access key ids of AWS: four letters for the kind, and 16 capitals or digits. */
final class AwsKeys implements Finder {
  private static final List<String> KINDS =
      List.of("akia", "asia", "abia", "acca", "agpa", "aida", "aipa", "anpa", "anva", "aroa");
  private static final int LENGTH_BYTES = 20;

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (end - i >= LENGTH_BYTES) {
      if (a[i] == 'A' && isKey(a, from, i, end)) {
        taker.take(i, i + LENGTH_BYTES);
        i += LENGTH_BYTES;
      } else {
        i++;
      }
    }
  }

  private static boolean isKey(byte[] a, int from, int at, int end) {
    if (at > from && Ascii.isAlphanumeric(a[at - 1])) {
      return false;
    }
    int last = at + LENGTH_BYTES;
    for (int i = at; i < last; i++) {
      if (!Digits.isDigit(a[i]) && (a[i] < 'A' || a[i] > 'Z')) {
        return false;
      }
    }
    if (last < end && Ascii.isAlphanumeric(a[last])) {
      return false;
    }
    for (String kind : KINDS) {
      if (Ascii.isAt(a, at, end, kind)) {
        return true;
      }
    }
    return false;
  }
}

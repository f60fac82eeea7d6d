package io.cresset.collectors.parse.redact;

/**
 * Private keys in PEM, RFC 7468, also with line ends that are written {@code \n}: from their first
 * line to their last, or to the end if that is not there.
 */
final class PrivateKeys implements Finder {
  private static final String BEGIN = "-----begin ";
  private static final String END = "-----end ";
  private static final String KEY = "private key";
  private static final int MAX_LABEL_BYTES = 64;

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      int label = a[i] == '-' && Ascii.isAt(a, i, end, BEGIN) ? i + BEGIN.length() : -1;
      if (label > 0 && isPrivate(a, label, end)) {
        int last = keyEnd(a, label, end);
        taker.take(i, last);
        i = last;
      } else {
        i++;
      }
    }
  }

  private static boolean isPrivate(byte[] a, int from, int end) {
    int limit = Math.min(end, from + MAX_LABEL_BYTES);
    for (int i = from; i < limit && a[i] != '\n'; i++) {
      if (Ascii.isAt(a, i, limit, KEY)) {
        return true;
      }
    }
    return false;
  }

  private static int keyEnd(byte[] a, int from, int end) {
    for (int i = from; i < end; i++) {
      if (a[i] == '-' && Ascii.isAt(a, i, end, END)) {
        int close = i + END.length();
        while (close < end && a[close] != '-' && a[close] != '\n') {
          close++;
        }
        while (close < end && a[close] == '-') {
          close++;
        }
        return close;
      }
    }
    return end;
  }
}

package io.cresset.collectors.parse.redact;

import io.cresset.api.text.Digits;

/**
 * Numbers of payment cards: 13 to 19 digits, in one or in groups, that begin as those of an issuer
 * do (ISO/IEC 7812) and pass the Luhn check. Times in microseconds begin otherwise.
 */
final class CardNumbers implements Finder {
  private static final int LEAST = 13;
  private static final int MOST = 19;

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      boolean begins =
          Digits.isDigit(a[i])
              && (i == from || !(Ascii.isAlphanumeric(a[i - 1]) || a[i - 1] == '.'));
      int last = begins ? numberEnd(a, i, end) : -1;
      if (last > 0) {
        taker.take(i, last);
        i = last;
      } else {
        i++;
      }
    }
  }

  private static int numberEnd(byte[] a, int from, int end) {
    int[] digits = new int[MOST];
    int count = 0;
    int best = -1;
    int i = from;
    while (i < end && count < MOST) {
      if (!Digits.isDigit(a[i])) {
        boolean between = (a[i] == ' ' || a[i] == '-') && i + 1 < end && Digits.isDigit(a[i + 1]);
        if (!between) {
          break;
        }
        i++;
      }
      digits[count++] = a[i] - '0';
      i++;
      boolean ends = i == end || !Ascii.isAlphanumeric(a[i]);
      if (ends && count >= LEAST && isCard(digits, count)) {
        best = i;
      }
    }
    return best;
  }

  private static boolean isCard(int[] digits, int count) {
    return isIssued(digits, count) && passesLuhn(digits, count);
  }

  private static boolean isIssued(int[] d, int count) {
    int two = d[0] * 10 + d[1];
    int three = two * 10 + d[2];
    int four = three * 10 + d[3];
    return switch (d[0]) {
      case 2 -> count == 16 && four >= 2221 && four <= 2720;
      case 3 ->
          (count == 15 && (two == 34 || two == 37))
              || (count == 14 && (two == 36 || two == 38 || two == 39 || three <= 305))
              || (count == 16 && two == 35);
      case 4 -> count == 13 || count == 16 || count == 19;
      case 5 -> count == 16 && two >= 51 && two <= 55;
      case 6 ->
          count >= 16 && (four == 6011 || two == 62 || two == 65 || three >= 644 && three <= 649);
      default -> false;
    };
  }

  /** Every second digit from the right is doubled; the sum of all digits is a multiple of ten. */
  private static boolean passesLuhn(int[] digits, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int digit = digits[count - 1 - i];
      int doubled = i % 2 == 0 ? digit : digit * 2;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}

package io.cresset.api.exposition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Writes a number as Prometheus' own programs do, which is what Go's {@code strconv.FormatFloat(x,
 * 'g', -1, 64)} gives: the fewest digits that tell the number from all others, with an exponent of
 * at least two digits when it is below -4 or above 5. So {@code 0.0001} but {@code 1e-05}, {@code
 * 999999} but {@code 1e+06}.
 */
public final class GoFloat {
  /** A sign, 17 digits, a point, {@code e-324}. */
  static final int MAX_BYTES = 24;

  private static final int MIN_FIXED_EXPONENT = -4;
  private static final int MAX_FIXED_EXPONENT = 5;

  /** Whole numbers below it are written digit by digit. */
  private static final double MAX_FIXED_WHOLE = 1e6;

  /** Below it some numbers have one digit of which {@link Double#toString} gives two. */
  private static final double FEW_DIGITS_BELOW = 1e-300;

  /** The digits without leading and trailing zeros, as they come from {@link Double#toString}. */
  private final byte[] digits = new byte[MAX_BYTES];

  private int count;

  /** Of the first digit. */
  private int exponent;

  private GoFloat(double positive) {
    read(Double.toString(positive));
    if (positive < FEW_DIGITS_BELOW && count == 2) {
      BigDecimal one = new BigDecimal(positive).round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (one.doubleValue() == positive) {
        digits[0] = (byte) ('0' + one.unscaledValue().intValue());
        count = 1;
        exponent = -one.scale();
      }
    }
  }

  /** Takes {@code 0.00123}, {@code 1234.5} and {@code 1.234E-56}. */
  private void read(String text) {
    int length = text.length();
    int mantissaEnd = length;
    int shift = 0;
    int at = text.indexOf('E');
    if (at >= 0) {
      mantissaEnd = at;
      shift = Integer.parseInt(text, at + 1, length, 10);
    }
    int point = text.indexOf('.');
    exponent = Integer.MIN_VALUE;
    for (int i = 0; i < mantissaEnd; i++) {
      char c = text.charAt(i);
      if (c == '.' || (c == '0' && count == 0)) {
        continue;
      }
      if (count == 0) {
        exponent = shift + (i < point ? point - i - 1 : point - i);
      }
      digits[count++] = (byte) c;
    }
    while (count > 1 && digits[count - 1] == '0') {
      count--;
    }
    assert count > 0 : text;
  }

  /**
   * A number as the value of {@code le} and {@code quantile}: as OpenMetrics wants it, with a
   * fraction unless there is an exponent, {@code 1.0}, which Prometheus 3 makes of what it scrapes
   * in any format.
   */
  public static String canonical(double value) {
    byte[] out = new byte[MAX_BYTES];
    String text = new String(out, 0, write(value, out, 0), StandardCharsets.US_ASCII);
    boolean whole = Double.isFinite(value) && text.indexOf('.') < 0 && text.indexOf('e') < 0;
    return whole ? text + ".0" : text;
  }

  /** Writes into {@code out} from {@code at} on, and returns the index behind it. */
  static int write(double value, byte[] out, int at) {
    if (Double.isNaN(value)) {
      return ascii("NaN", out, at);
    }
    if (Double.isInfinite(value)) {
      return ascii(value > 0 ? "+Inf" : "-Inf", out, at);
    }
    int end = at;
    if (value < 0) {
      out[end++] = '-';
    }
    double positive = Math.abs(value);
    if (positive < MAX_FIXED_WHOLE && positive == (int) positive) {
      return whole((int) positive, out, end);
    }
    return new GoFloat(positive).write(out, end);
  }

  private static int whole(int value, byte[] out, int at) {
    int end = at;
    for (int rest = value; rest >= 10; rest /= 10) {
      end++;
    }
    int rest = value;
    for (int i = end; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end + 1;
  }

  private int write(byte[] out, int at) {
    if (exponent < MIN_FIXED_EXPONENT || exponent > MAX_FIXED_EXPONENT) {
      return writeWithExponent(out, at);
    }
    int end = at;
    if (exponent < 0) {
      out[end++] = '0';
      out[end++] = '.';
      for (int i = -1; i > exponent; i--) {
        out[end++] = '0';
      }
    }
    for (int i = 0; i < Math.max(count, exponent + 1); i++) {
      if (exponent >= 0 && i == exponent + 1) {
        out[end++] = '.';
      }
      out[end++] = i < count ? digits[i] : (byte) '0';
    }
    return end;
  }

  private int writeWithExponent(byte[] out, int at) {
    int end = at;
    out[end++] = digits[0];
    if (count > 1) {
      out[end++] = '.';
      System.arraycopy(digits, 1, out, end, count - 1);
      end += count - 1;
    }
    out[end++] = 'e';
    out[end++] = (byte) (exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    if (size < 10) {
      out[end++] = '0';
    }
    return whole(size, out, end);
  }

  private static int ascii(String text, byte[] out, int at) {
    for (int i = 0; i < text.length(); i++) {
      out[at + i] = (byte) text.charAt(i);
    }
    return at + text.length();
  }
}

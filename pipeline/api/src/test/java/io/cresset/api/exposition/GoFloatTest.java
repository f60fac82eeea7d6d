package io.cresset.api.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "10, 10",
    "100, 100",
    "123456, 123456",
    "999999, 999999",
    "-999999, -999999",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "16777216, 1.6777216e+07",
    "-16000000, -1.6e+07",
    "8589934592, 8.589934592e+09",
    "9007199254740991, 9.007199254740991e+15",
    "9007199254740993, 9.007199254740992e+15",
    "9223372036854775807, 9.223372036854776e+18",
    "100000000000000000000, 1e+20",
    "1000000000000000000000, 1e+21",
    "1e23, 1e+23",
    "1e100, 1e+100",
    "0.1, 0.1",
    "0.5, 0.5",
    "1.5, 1.5",
    "-2.25, -2.25",
    "100.25, 100.25",
    "362812.78, 362812.78",
    "999999.5, 999999.5",
    "1000000.5, 1.0000005e+06",
    "1760601600.123, 1.760601600123e+09",
    "0.01, 0.01",
    "0.001, 0.001",
    "0.0001, 0.0001",
    "0.00012, 0.00012",
    "0.00001, 1e-05",
    "0.000099, 9.9e-05",
    "-0.000012, -1.2e-05",
    "0.30000000000000004, 0.30000000000000004",
    "3.141592653589793, 3.141592653589793",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "4.9E-324, 5e-324",
    "9.9E-324, 1e-323",
    "1.5E-323, 1.5e-323",
    "2.0E-323, 2e-323",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf",
  })
  void writesWhatPrometheusWrites(double value, String expected) {
    assertThat(written(value)).isEqualTo(expected);
  }

  @Test
  void theTextOfAnyNumberIsThatNumber() {
    Random random = new Random(20);
    for (int i = 0; i < 200_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt();
            case 2 -> random.nextInt(100_000_000) / 100.0;
            default -> random.nextDouble() * Math.pow(10, random.nextInt(20) - 10);
          };
      if (!Double.isFinite(value)) {
        continue;
      }
      String text = written(value);
      assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
      assertThat(text.length()).as(text).isLessThanOrEqualTo(GoFloat.MAX_BYTES);
      // As short as the shortest that the JDK knows.
      assertThat(digits(text)).as(text).isLessThanOrEqualTo(digits(Double.toString(value)));
    }
  }

  private static int digits(String number) {
    return new BigDecimal(number).stripTrailingZeros().precision();
  }

  private static String written(double value) {
    byte[] out = new byte[3 + GoFloat.MAX_BYTES];
    int end = GoFloat.write(value, out, 3);
    return new String(out, 3, end - 3, StandardCharsets.US_ASCII);
  }

  @Test
  void canonicalNumbersHaveAFractionOrAnExponent() {
    assertThat(GoFloat.canonical(1)).isEqualTo("1.0");
    assertThat(GoFloat.canonical(-25)).isEqualTo("-25.0");
    assertThat(GoFloat.canonical(0.25)).isEqualTo("0.25");
    assertThat(GoFloat.canonical(1e6)).isEqualTo("1e+06");
    assertThat(GoFloat.canonical(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
  }
}

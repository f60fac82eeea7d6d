package io.cresset.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtcOffsetTest {
  @ParameterizedTest
  @CsvSource({
    "+01:30, 6, 5400",
    "-0130 x, 5, -5400",
    "+03, 3, 10800",
    "-03], 3, -10800",
    "+03.5, 0, 0",
    "+03x, 0, 0",
    "+03-04, 0, 0",
    "+24, 0, 0",
    "+01:60, 0, 0",
    "+01:3, 0, 0",
    "+1, 0, 0",
    "01:00, 0, 0",
    "'', 0, 0"
  })
  void offsets(String text, int length, int seconds) {
    byte[] a = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(UtcOffset.length(a, 0, a.length)).isEqualTo(length);
    if (length > 0) {
      assertThat(UtcOffset.seconds(a, 0, length)).isEqualTo(seconds);
    }
  }
}

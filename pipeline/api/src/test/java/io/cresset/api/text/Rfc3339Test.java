package io.cresset.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  private static long read(String stamp) {
    byte[] bytes = ("<<" + stamp + ">>").getBytes(StandardCharsets.ISO_8859_1);
    return Rfc3339.unixNanos(bytes, 2, bytes.length - 2);
  }

  /** The JDK reads the same from 50,000 random stamps of all years, fractions and offsets. */
  @Test
  void agreesWithTheJdk() {
    Random random = new Random(5424);
    long lastSecond = Instant.parse("2261-12-30T00:00:00Z").getEpochSecond();
    for (int i = 0; i < 50_000; i++) {
      long second = (long) (random.nextDouble() * lastSecond) + 86_400;
      int nanos = random.nextBoolean() ? 0 : random.nextInt(1_000_000_000);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(1440) - 720) * 60);
      String stamp =
          OffsetDateTime.ofInstant(Instant.ofEpochSecond(second, nanos), offset)
              .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      if (stamp.charAt(16) != ':') {
        continue; // The JDK leaves out seconds that are zero.
      }
      assertThat(read(stamp)).as(stamp).isEqualTo(second * 1_000_000_000L + nanos);
    }
  }

  @Test
  void secondSixtyIsTheNextMinutesFirst() {
    assertThat(read("2016-12-31T23:59:60Z")).isEqualTo(read("2017-01-01T00:00:00Z"));
    assertThat(read("2016-12-31T23:59:60.5Z")).isEqualTo(read("2017-01-01T00:00:00.5Z"));
  }

  @Test
  void takesTheEdgesOfItsRange() {
    assertThat(read("1970-01-01T00:00:00Z")).isZero();
    assertThat(read("1970-01-01T00:00:00.000000001Z")).isEqualTo(1);
    assertThat(read("2261-12-31T23:59:59.999999999-23:59")).isPositive();
    assertThat(read("2000-02-29T00:00:00Z")).isPositive();
    assertThat(read("2026-01-01T00:00:00-00:00")).isEqualTo(read("2026-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05z",
        "2026-01-02t03:04:05Z",
        "2026-01-02 03:04:05Z",
        "2026/01/02T03:04:05Z",
        "2026-13-02T03:04:05Z",
        "2026-00-02T03:04:05Z",
        "2026-01-00T03:04:05Z",
        "2026-01-32T03:04:05Z",
        "2026-04-31T03:04:05Z",
        "2026-02-29T03:04:05Z",
        "2100-02-29T03:04:05Z",
        "2026-01-02T24:04:05Z",
        "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:61Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05.1234567890Z",
        "2026-01-02T03:04:05.12",
        "2026-01-02T03:04:05+0100",
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+01:60",
        "2026-01-02T03:04:05+01:0x",
        "2026-01-02T03:04:05ZZ",
        "2026-01-02T03:04:05,5Z",
        "-026-01-02T03:04:05Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00",
        "2262-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-01-02T03:04:5xZ",
      })
  void refusesWhatIsNoTimeStamp(String stamp) {
    assertThat(read(stamp)).isEqualTo(Rfc3339.INVALID);
  }
}

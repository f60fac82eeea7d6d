package io.cresset.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalStampsTest {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L;
  }

  private static long read(LocalStamps stamps, String stamp, Instant receipt) {
    byte[] bytes = stamp.getBytes(StandardCharsets.ISO_8859_1);
    return stamps.unixNanos(bytes, 0, bytes.length, nanos(receipt));
  }

  @ParameterizedTest
  @CsvSource({
    // Within the year, and over New Year in both directions.
    "UTC, 2026-06-15T12:00:00Z, Jun 15 11:59:59, 2026-06-15T11:59:59Z",
    "UTC, 2026-01-01T00:00:01Z, Dec 31 23:59:59, 2025-12-31T23:59:59Z",
    "UTC, 2025-12-31T23:59:58Z, Jan  1 00:00:01, 2026-01-01T00:00:01Z",
    "UTC, 2026-01-01T00:00:00Z, Jan  1 00:00:00, 2026-01-01T00:00:00Z",
    // The year turns by the local clock, not by UTC.
    "Pacific/Auckland, 2025-12-31T11:00:01Z, Jan  1 00:00:01, 2025-12-31T11:00:01Z",
    "America/Los_Angeles, 2026-01-01T07:59:59Z, Dec 31 23:59:59, 2026-01-01T07:59:59Z",
    // Half a year away.
    "UTC, 2026-07-02T12:00:00Z, Jan  1 00:00:01, 2026-01-01T00:00:01Z",
    "UTC, 2026-07-02T12:00:02Z, Jan  1 00:00:01, 2027-01-01T00:00:01Z",
    "UTC, 2026-07-02T12:00:00Z, Jan  1 00:00:00, 2026-01-01T00:00:00Z",
    // 29 February.
    "UTC, 2024-02-29T12:00:00Z, Feb 29 12:00:00, 2024-02-29T12:00:00Z",
    "UTC, 2024-12-31T00:00:00Z, Feb 29 00:00:00, 2024-02-29T00:00:00Z",
    "UTC, 2025-03-01T00:00:00Z, Feb 29 23:59:59, 2024-02-29T23:59:59Z",
    "UTC, 2026-02-28T11:59:59Z, Feb 29 00:00:00, 2024-02-29T00:00:00Z",
    "UTC, 2026-02-28T12:00:01Z, Feb 29 00:00:00, 2028-02-29T00:00:00Z",
    "UTC, 2101-01-01T00:00:00Z, Feb 29 00:00:00, 2104-02-29T00:00:00Z",
    "UTC, 2099-01-01T00:00:00Z, Feb 29 00:00:00, 2096-02-29T00:00:00Z",
    "UTC, 2024-03-01T00:00:00Z, Feb 28 23:59:59, 2024-02-28T23:59:59Z",
    // Second 60.
    "UTC, 2017-01-01T00:00:00Z, Dec 31 23:59:60, 2017-01-01T00:00:00Z",
    // The hour that is passed twice: the closer one.
    "Europe/Berlin, 2025-10-26T00:30:05Z, Oct 26 02:30:00, 2025-10-26T00:30:00Z",
    "Europe/Berlin, 2025-10-26T01:30:05Z, Oct 26 02:30:00, 2025-10-26T01:30:00Z",
    "Europe/Berlin, 2026-06-01T00:00:00Z, Oct 26 02:30:00, 2026-10-26T01:30:00Z",
    // The hour that is skipped.
    "Europe/Berlin, 2025-03-30T01:30:00Z, Mar 30 02:30:00, 2025-03-30T01:30:00Z",
    // Summer and winter time.
    "Europe/Berlin, 2025-07-01T00:00:00Z, Jul  1 02:00:00, 2025-07-01T00:00:00Z",
    "Asia/Kathmandu, 2026-01-01T00:00:00Z, Jan  1 05:45:00, 2026-01-01T00:00:00Z",
    // A machine whose own clock was never set.
    "UTC, 1970-01-01T00:00:10Z, Jan  1 00:00:05, 1970-01-01T00:00:05Z",
    "UTC, 1970-01-01T00:00:10Z, Dec 31 23:59:59, 1970-12-31T23:59:59Z",
  })
  void theYearIsTheOneThatIsClosest(String zone, Instant receipt, String stamp, Instant expected) {
    LocalStamps stamps = new LocalStamps(ZoneId.of(zone));
    assertThat(read(stamps, stamp, receipt)).isEqualTo(nanos(expected));
    assertThat(read(stamps, stamp, receipt)).as("from the cache").isEqualTo(nanos(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "Feb 30 00:00:00",
    "Apr 31 00:00:00",
    "Jan 32 00:00:00",
    "Jan 00 00:00:00",
    "Jan  1 24:00:00",
    "Jan  1 00:60:00",
    "Jan  1 00:00:61",
    "Jan  1 99:99:99",
  })
  void someStampsNameNoMoment(String stamp) {
    LocalStamps stamps = new LocalStamps(ZoneOffset.UTC);
    assertThat(read(stamps, stamp, Instant.parse("2026-01-01T00:00:00Z")))
        .isEqualTo(LocalStamps.IMPOSSIBLE);
  }

  @ParameterizedTest
  @CsvSource({
    "jan  1 00:00:00", "Jam  1 00:00:00", "Jan 1 00:00:00", "Jan  x 00:00:00", "Jan  1 0x:00:00",
    "Jan  1 00:00:0", "Jan  1 00:0:000", "Jan--1 00:00:00", "Jan  1T00:00:00", "'               '",
    "Jan  1 00:00:xx", "Jan  1 00:xx:00", "2026-01-01T00:00",
  })
  void somethingElseIsNoStamp(String stamp) {
    LocalStamps stamps = new LocalStamps(ZoneOffset.UTC);
    assertThat(read(stamps, stamp, Instant.parse("2026-01-01T00:00:00Z")))
        .isEqualTo(LocalStamps.NO_STAMP);
  }

  /** The cache must never answer with the year, or the offset, of an earlier line. */
  @Test
  void theCacheChangesNothing() {
    Random random = new Random(3164);
    ZoneId zone = ZoneId.of("Europe/Berlin");
    LocalStamps cached = new LocalStamps(zone);
    Instant receipt = Instant.parse("2025-10-20T00:00:00Z");
    for (int i = 0; i < 20_000; i++) {
      receipt = receipt.plusSeconds(random.nextInt(3) == 0 ? random.nextInt(86_400) : 60);
      LocalDateTime local =
          LocalDateTime.ofInstant(receipt, zone)
              .minusMinutes(random.nextInt(4))
              .minusDays(random.nextInt(20) == 0 ? random.nextInt(365) : 0);
      String stamp = FORM.format(local);
      assertThat(read(cached, stamp, receipt))
          .as("%s received at %s", stamp, receipt)
          .isEqualTo(read(new LocalStamps(zone), stamp, receipt));
    }
  }

  @Test
  void aLineThatWasLateForMonthsIsStillOfItsYear() {
    LocalStamps stamps = new LocalStamps(ZoneOffset.UTC);
    Instant sent = Instant.parse("2026-02-01T10:00:00Z");
    for (int days = 0; days < 182; days++) {
      assertThat(read(stamps, "Feb  1 10:00:00", sent.plus(Duration.ofDays(days))))
          .isEqualTo(nanos(sent));
    }
    assertThat(read(stamps, "Feb  1 10:00:00", sent.plus(Duration.ofDays(183))))
        .isEqualTo(nanos(Instant.parse("2027-02-01T10:00:00Z")));
  }
}

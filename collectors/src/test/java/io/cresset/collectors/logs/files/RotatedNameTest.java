package io.cresset.collectors.logs.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.logs.tail.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotatedNameTest {

  /** From the oldest to the newest. */
  private static void areOne(String base, String... names) {
    List<RotatedName> all = List.of(names).stream().map(RotatedName::of).toList();
    assertThat(all).extracting(RotatedName::base).containsOnly(base);
    assertThat(all).extracting(RotatedName::age).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void formsOfRotation() {
    areOne("x.log", "x.log.10.gz", "x.log.2.gz", "x.log.1", "x.log.old", "x.log");
    areOne("x.log", "x.log-20251231.gz", "x.log-20260101", "x.log-2026010205", "x.log");
    areOne("x.log", "x.log.2025-12-31", "x.log.2026-01-01", "x.log.2026-01-01-17", "x.log");
    areOne("x.log", "x-20251231.log", "x-20260101.log.gz", "x.log");
    areOne("syslog", "syslog.2.gz", "syslog.1", "syslog");
    areOne("x.log", "x.log-20260101-1767225600", "x.log-20260101-1767229200", "x.log");
  }

  @Test
  void anIndexBehindTheDate() {
    areOne("x.log", "x.2026-01-01.9.log", "x.2026-01-01.10.log", "x.2026-01-02.0.log", "x.log");
    areOne("x.log", "x.log.2026-01-01.0.gz", "x.log.2026-01-01.1", "x.log.2026-01-02.0", "x.log");
    areOne("x.log", "x-2026-01-01-9.log.gz", "x-2026-01-01-100.log", "x.log");
    areOne("x.log", "x-2026-01-01-17.99.log", "x-2026-01-01-17.100.log", "x-2026-01-01-18.0.log");
  }

  @Test
  void theTimeOfDayBehindTheDate() {
    areOne(
        "app.log",
        "app.2026-01-01_12-30-45.0.log.gz",
        "app.2026-01-01_12-30-45.1.log",
        "app.2026-01-01_12-30-46.0.log",
        "app.2026-01-01_13-00-00.0.log",
        "app.2026-01-01_13-00-00.99999.log",
        "app.2026-01-02_00-00-00.0.log",
        "app.log");
    areOne("x.log", "x-20260101T235959999-9.log", "x-20260101T235959999-10.log", "x.log");
    areOne("x.log", "x-2099-12-31-99999999999999.log", "x.log");
  }

  @Test
  void moreDigitsThanAnyTimeHasSayNoOrder() {
    for (String behind : List.of("12345678901234567890", "-1767225600-1767225600.1")) {
      assertThat(RotatedName.of("app-20260101" + behind + ".log"))
          .isEqualTo(new RotatedName("app.log", Place.BY_TIME, false));
    }
  }

  @Test
  void theYearLastSaysNoOrder() {
    for (String name :
        List.of("x-01-31-2026-1.log.gz", "x.31.01.2026.log", "x-02-01-2026-12.log")) {
      assertThat(RotatedName.of(name))
          .isEqualTo(new RotatedName("x.log", Place.BY_TIME, name.endsWith(".gz")));
    }
    assertThat(RotatedName.of("x.log.01-31-2026.2"))
        .isEqualTo(new RotatedName("x.log", Place.BY_TIME, false));
  }

  @Test
  void anIndexBeforeTheExtensionMayBeOne() {
    assertThat(RotatedName.indexed("x-1.log"))
        .contains(new RotatedName("x.log", Place.BY_TIME, false));
    assertThat(RotatedName.indexed("x.12.log.gz"))
        .contains(new RotatedName("x.log", Place.BY_TIME, true));
    assertThat(RotatedName.indexed("x.log")).isEmpty();
    assertThat(RotatedName.indexed("x.log.1")).isEmpty();
  }

  @Test
  void compressedAndPlainAreOfOneAge() {
    assertThat(RotatedName.of("x.log.1.gz").age()).isEqualTo(RotatedName.of("x.log.1").age());
  }

  @Test
  void whatIsNoRotation() {
    for (String name : List.of("php7.4", "Xorg.0.log", "a", "x.log", "report-1234.txt", "1.2")) {
      assertThat(RotatedName.of(name)).isEqualTo(new RotatedName(name, Place.NEWEST, false));
    }
  }
}

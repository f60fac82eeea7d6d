package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.exposition.PrometheusText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is counted by sender, as the page shows it. */
class SendersTest {
  private static final long NOW = 1_767_323_045_000_000_000L;

  private final Senders senders = new Senders();

  private String page(long now) {
    return new String(PrometheusText.write(senders.families(now)).utf8(), StandardCharsets.UTF_8);
  }

  @Test
  void linesThatCannotBeReadAreCountedBySenderAndReason() {
    senders.get("192.0.2.7").unparsable(Fault.NO_TIMESTAMP);
    senders.get("192.0.2.7").unparsable(Fault.NO_TIMESTAMP);
    senders.get("192.0.2.7").unparsable(Fault.BAD_PRIORITY);
    senders.get("2001:db8::1").unparsable(Fault.NO_TIMESTAMP);
    assertThat(page(NOW).lines().filter(line -> line.contains("{")))
        .containsExactlyInAnyOrder(
            "cresset_syslog_unparsable_lines_total"
                + "{reason=\"no_timestamp\",sender=\"192.0.2.7\"} 2",
            "cresset_syslog_unparsable_lines_total"
                + "{reason=\"bad_priority\",sender=\"192.0.2.7\"} 1",
            "cresset_syslog_unparsable_lines_total"
                + "{reason=\"no_timestamp\",sender=\"2001:db8::1\"} 1");
  }

  @Test
  void sendersBeyondTheLimitAreCountedTogetherAndHaveNoSkew() {
    for (int i = 0; i < Senders.MAX_SENDERS + 50; i++) {
      Sender sender = senders.get("10.0.0." + i);
      sender.unparsable(Fault.NO_PRIORITY);
      sender.stamped(0, NOW);
    }
    String page = page(NOW);
    assertThat(page)
        .contains(
            "cresset_syslog_unparsable_lines_total{reason=\"no_priority\",sender=\"other\"} 50");
    assertThat(page.lines().filter(line -> line.contains("{")))
        .hasSize(2 * Senders.MAX_SENDERS + 1);
    assertThat(senders.get("10.0.0.1")).isSameAs(senders.get("10.0.0.1"));
  }

  @Test
  void theSkewIsThatOfTheLastLineAndEndsWithTheSendersSilence() {
    Sender sender = senders.get("192.0.2.7");
    sender.stamped(-2_500_000_000L, NOW - 1);
    sender.stamped(3_600_000_000_000L, NOW);
    assertThat(page(NOW)).contains("cresset_syslog_clock_skew_seconds{sender=\"192.0.2.7\"} 3600");
    long later = NOW + Duration.ofMinutes(5).toNanos();
    assertThat(page(later - 1)).contains("clock_skew_seconds{");
    assertThat(page(later)).doesNotContain("clock_skew_seconds{");
  }

  /** Two senders' lines may be read together, and a third one's flood must not hide them. */
  @Test
  void theFirstLineOfAMomentIsEnoughAndEachSenderHasItsOwn() {
    Sender one = senders.get("192.0.2.7");
    Sender other = senders.get("192.0.2.8");
    one.stamped(1_000_000_000L, NOW);
    one.stamped(2_000_000_000L, NOW);
    other.stamped(-3_000_000_000L, NOW);
    assertThat(page(NOW))
        .contains("cresset_syslog_clock_skew_seconds{sender=\"192.0.2.7\"} 1\n")
        .contains("cresset_syslog_clock_skew_seconds{sender=\"192.0.2.8\"} -3\n");
  }
}

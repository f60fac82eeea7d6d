package io.cresset.api.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.http.HttpClient.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server whose answer says 03:04:05. */
class ClockDifferenceTest {
  private static final Response ANSWER =
      new Response(204, Map.of("Date", List.of("Fri, 02 Jan 2026 03:04:05 GMT")), new byte[0]);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-01-02T03:04:05Z     | 0  | ok clock: agrees with that of Loki
          2026-01-02T03:04:05.999Z | 0  | ok clock: agrees with that of Loki
          2026-01-02T03:04:08Z     | 0  | ok clock: agrees with that of Loki
          2026-01-02T03:04:00Z     | 4  | ok clock: agrees with that of Loki
          2026-01-02T03:04:09Z     | 0  | warn clock: this machine is 3 s ahead of Loki
          2026-01-02T03:04:02Z     | 0  | warn clock: this machine is 3 s behind Loki
          2026-01-02T03:09:06Z     | 0  | warn clock: this machine is 5 min ahead of Loki
          2026-01-02T03:15:06Z     | 0  | FAIL clock: this machine is 11 min ahead of Loki, which refuses times so far off
          2026-01-02T02:05:05Z     | 0  | warn clock: this machine is 59 min behind Loki
          2026-01-02T00:04:05Z     | 0  | FAIL clock: this machine is 3 h behind Loki, which refuses times so far off
          1970-01-01T00:00:00Z     | 0  | FAIL clock: this machine is 20455 days behind Loki, which refuses times so far off
          """)
  void whatTheWayAndTheSecondsExplainIsNoDifference(Instant asked, int seconds, String line) {
    Finding found =
        ClockDifference.of(ANSWER, asked, asked.plusSeconds(seconds))
            .orElseThrow()
            .finding("clock", "Loki", true);
    assertThat(found.state().shown() + " clock: " + found.detail()).isEqualTo(line);
    assertThat(found.remedy()).isEqualTo(line.startsWith("ok") ? "" : found.remedy());
  }

  @Test
  void whoDoesNotRefuseIsOnlyWarnedAbout() {
    Instant asked = Instant.parse("2026-01-05T03:04:05Z");
    assertThat(
            ClockDifference.of(ANSWER, asked, asked)
                .orElseThrow()
                .finding("clock", "it", false)
                .state())
        .isEqualTo(Finding.State.WARN);
  }

  @Test
  void anAnswerWithoutATimeCannotBeCompared() {
    for (String date : List.of("", "yesterday")) {
      Response answer = new Response(204, Map.of("Date", List.of(date)), new byte[0]);
      assertThat(ClockDifference.of(answer, Instant.EPOCH, Instant.EPOCH)).isEmpty();
    }
  }
}

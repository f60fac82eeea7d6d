package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonCountsTest {

  @Test
  void boundsTheNumberOfReasonsAndLosesNoCount() {
    ReasonCounts counts = new ReasonCounts();
    for (int i = 0; i < 1_000; i++) {
      counts.add("reason" + i, 2);
    }
    counts.add("reason3", 5);
    counts.add("nothing", 0);
    assertThat(counts.snapshot())
        .hasSize(ReasonCounts.MAX_REASONS + 1)
        .containsEntry("reason3", 7L)
        .containsEntry(ReasonCounts.OTHER, 2L * (1_000 - ReasonCounts.MAX_REASONS));
  }

  @Test
  void makesOneReasonOfMessagesThatDifferInNumbers() {
    assertThat(ReasonCounts.ofWords("entry 17 is 3.5 s too old\n"))
        .isEqualTo("entry N is N.N s too old");
    assertThat(ReasonCounts.ofWords("too old: http://loki:3100 answered 400: entry 17"))
        .isEqualTo("too old");
    assertThat(ReasonCounts.ofWords("x".repeat(500))).hasSize(80);
    assertThat(ReasonCounts.ofWords(" \n")).isEqualTo("unknown");
  }
}

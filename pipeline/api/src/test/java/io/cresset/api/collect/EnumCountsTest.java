package io.cresset.api.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Labels;
import io.cresset.api.model.NumberPoint;
import org.junit.jupiter.api.Test;

class EnumCountsTest {
  private enum Reason {
    TOO_LONG,
    LATE
  }

  @Test
  void eachConstantIsAPoint() {
    EnumCounts<Reason> counts = new EnumCounts<>("reason", Reason.class);
    counts.add(Reason.TOO_LONG, 3);
    assertThat(counts.increment(Reason.TOO_LONG)).isEqualTo(4);
    assertThat(counts.points())
        .containsExactly(
            new NumberPoint(Labels.of("reason", "too_long"), 4),
            new NumberPoint(Labels.of("reason", "late"), 0));
    counts.set(Reason.LATE, 7);
    assertThat(counts.get(Reason.LATE)).isEqualTo(7);
  }
}

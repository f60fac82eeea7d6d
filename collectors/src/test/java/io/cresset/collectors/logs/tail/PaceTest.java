package io.cresset.collectors.logs.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final FakeTime time = new FakeTime();
  private final Pace pace = new Pace(time);

  /** How long it rests after a round that took so long. */
  private long restNanosAfter(Duration round) {
    pace.begin();
    time.advance(round);
    pace.end();
    return pace.restNanos() + round.toNanos();
  }

  @Test
  void restsFiftyTimesAsLongAsARoundTakesWithinBounds() {
    assertThat(restNanosAfter(Duration.ZERO)).isEqualTo(Pace.LOOK_NANOS);
    assertThat(restNanosAfter(Duration.ofNanos(100_000))).isEqualTo(Pace.LOOK_NANOS);
    assertThat(restNanosAfter(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(50).toNanos());
    assertThat(restNanosAfter(Duration.ofMillis(30))).isEqualTo(Pace.REST_NANOS);
    assertThat(restNanosAfter(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void aRestEndsThoughThereAreLooksInBetween() {
    pace.begin();
    time.advance(Duration.ofMillis(2));
    pace.end();
    for (int i = 0; i < 4; i++) {
      time.advance(Duration.ofMillis(20));
      assertThat(pace.looks(time.monotonicNanos())).isTrue();
      assertThat(pace.restNanos()).isPositive();
    }
    time.advance(Duration.ofMillis(20));
    assertThat(pace.restNanos()).isZero();
  }

  @Test
  void aHurryIsLookedAtAndReadAtOnce() {
    assertThat(pace.looks(time.monotonicNanos() + Pace.LOOK_NANOS)).isTrue();
    pace.begin();
    time.advance(Duration.ofMillis(2));
    assertThat(pace.looks(time.monotonicNanos())).isFalse();
    pace.hurry();
    pace.end();
    assertThat(pace.restNanos()).isZero();
    assertThat(pace.looks(time.monotonicNanos())).isTrue();
    pace.begin();
    assertThat(pace.restNanos()).isPositive();
  }
}

package io.cresset.collectors.logs.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {

  /** How many of ten lines, every half a second for a minute, pass after the first. */
  private static int passed(int perSecond) {
    FakeTime time = new FakeTime();
    Rate rate = new Rate(time, perSecond);
    for (int i = 0; i < perSecond; i++) {
      assertThat(rate.take()).isTrue();
    }
    int passed = 0;
    for (int i = 0; i < 120; i++) {
      time.advance(Duration.ofMillis(500));
      for (int line = 0; line < 10; line++) {
        passed += rate.take() ? 1 : 0;
      }
    }
    return passed;
  }

  @Test
  void aPartOfALineIsNotForgotten() {
    assertThat(passed(3)).isBetween(179, 180);
    assertThat(passed(7)).isBetween(419, 420);
  }

  @Test
  void aQuietTimeIsNotSavedUp() {
    FakeTime time = new FakeTime();
    Rate rate = new Rate(time, 10);
    assertThat(rate.take()).isTrue();
    time.advance(Duration.ofSeconds(60));
    int passed = 0;
    for (int line = 0; line < 100; line++) {
      passed += rate.take() ? 1 : 0;
    }
    assertThat(passed).isEqualTo(10);
  }

  @Test
  void noLimit() {
    assertThat(new Rate(new FakeTime(), 0).take()).isTrue();
  }
}

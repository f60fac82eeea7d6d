package io.cresset.collectors.parse.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much a user's pattern may look at. */
class OwnPatternTest {
  private static final byte[] TEXT = "x---".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  private static int givenUp(String pattern) {
    AtomicInteger givenUp = new AtomicInteger();
    AtomicInteger lastEnd = new AtomicInteger();
    new OwnPattern(LinearPattern.parse(pattern), givenUp::incrementAndGet)
        .find(TEXT, 0, TEXT.length, (_, end) -> lastEnd.set(end));
    assertThat(lastEnd.get()).isGreaterThan(TEXT.length - 4);
    return givenUp.get();
  }

  @Test
  void aLargePatternIsGivenUpSooner() {
    assertThat(givenUp("x")).isZero();
    assertThat(givenUp("x|y{900}")).isOne();
  }
}

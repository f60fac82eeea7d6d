package io.cresset.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestSizeTest {
  private static final int MAX = 1_000_000;

  private final RequestSize size = new RequestSize(MAX);

  private void taken(int requests, long bytes) {
    for (int i = 0; i < requests; i++) {
      size.taken(bytes);
    }
  }

  @Test
  void isHalfOfWhatWasTooLarge() {
    size.tooLarge(600_000);
    assertThat(size.bytes()).isEqualTo(300_000);
    size.tooLarge(300_000);
    assertThat(size.bytes()).isEqualTo(150_000);
    // One record that is larger than that alone says nothing about less.
    size.tooLarge(900_000);
    assertThat(size.bytes()).isEqualTo(150_000);
    size.tooLarge(1);
    assertThat(size.bytes()).isEqualTo(1);
  }

  @Test
  void growsSlowlyAgainToWhatItWas() {
    size.tooLarge(MAX);
    taken(RequestSize.REQUESTS_TO_GROW - 1, 400_000);
    assertThat(size.bytes()).isEqualTo(500_000);
    taken(1, 400_000);
    assertThat(size.bytes()).isEqualTo(562_501);
    taken(20 * RequestSize.REQUESTS_TO_GROW, MAX);
    assertThat(size.bytes()).isEqualTo(MAX);
  }

  /** Small requests tell nothing about what is taken. */
  @Test
  void smallRequestsDoNotCount() {
    size.tooLarge(MAX);
    taken(10 * RequestSize.REQUESTS_TO_GROW, 250_000);
    assertThat(size.bytes()).isEqualTo(500_000);
  }

  @Test
  void whereARateIsPassedItStaysReasonable() {
    for (int i = 0; i < 20; i++) {
      size.tooMuch(size.bytes());
    }
    assertThat(size.bytes()).isEqualTo(RequestSize.MIN_FOR_RATE_BYTES);
    size.tooMuch(10);
    assertThat(size.bytes()).isEqualTo(RequestSize.MIN_FOR_RATE_BYTES);
  }
}

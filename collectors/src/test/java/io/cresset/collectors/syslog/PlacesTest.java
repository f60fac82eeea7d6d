package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {
  @Test
  void thereAreAsManyAsTheSettingsAllow() {
    Places places = new Places(2, Long.MAX_VALUE);
    assertThat(places.take(Places.PLAIN_BYTES)).isNull();
    assertThat(places.take(Places.TLS_BYTES)).isNull();
    assertThat(places.take(Places.PLAIN_BYTES)).isEqualTo(Places.Refusal.MAX_CONNECTIONS);
    assertThat(places.taken()).isEqualTo(2);
    places.free(Places.TLS_BYTES);
    assertThat(places.take(Places.PLAIN_BYTES)).isNull();
  }

  /** Whatever the settings allow: connections that the heap cannot hold would end the program. */
  @Test
  void noMoreThanTheMemoryIsEnoughFor() {
    Places places = new Places(10_000, 2L * Places.TLS_BYTES);
    assertThat(places.take(Places.TLS_BYTES)).isNull();
    assertThat(places.take(Places.PLAIN_BYTES)).isNull();
    assertThat(places.take(Places.TLS_BYTES)).isEqualTo(Places.Refusal.MEMORY);
    for (int i = 0; i < Places.TLS_BYTES / Places.PLAIN_BYTES - 1; i++) {
      assertThat(places.take(Places.PLAIN_BYTES)).as("plain connection %d", i).isNull();
    }
    assertThat(places.take(Places.PLAIN_BYTES)).isEqualTo(Places.Refusal.MEMORY);
    places.free(Places.TLS_BYTES);
    assertThat(places.take(Places.TLS_BYTES)).isNull();
  }
}

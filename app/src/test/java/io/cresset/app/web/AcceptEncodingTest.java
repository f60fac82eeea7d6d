package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "deflate, gzip;q=1.0, *;q=0.5",
        "gzip;q=0.001",
        "*",
        "br , gzip ; q=0.5",
        "gzip;q=0.5, identity;q=0.5",
      })
  void takesGzip(String header) {
    assertThat(AcceptEncoding.prefersGzip(List.of(header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "*;q=0",
        "br",
        "gzip;q=0.5, identity",
        "gzip;q=2",
        "gzip;q=x",
        "gzip;q=",
        "gzipped",
      })
  void leavesPlain(String header) {
    assertThat(AcceptEncoding.prefersGzip(List.of(header))).isFalse();
  }

  @Test
  void readsSeveralHeadersAsOne() {
    assertThat(AcceptEncoding.prefersGzip(List.of("br", "gzip"))).isTrue();
  }
}

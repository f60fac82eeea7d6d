package io.cresset.exporters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Prometheus 3.
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/openmetrics-text",
        "Application/OpenMetrics-Text; Version=\"1.0.0\"",
        "text/plain, application/openmetrics-text"
      })
  void openMetrics(String header) {
    assertThat(Accept.prefersOpenMetrics(List.of(header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/openmetrics-text;version=0.0.1",
        "application/openmetrics-text;version=2.0.0,text/plain",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=soon",
        "application/openmetrics-text;q=0.5,text/plain;version=0.0.4",
        ";;,,;q="
      })
  void text(String header) {
    assertThat(Accept.prefersOpenMetrics(List.of(header))).isFalse();
  }

  @Test
  void severalHeadersAreOne() {
    assertThat(Accept.prefersOpenMetrics(List.of())).isFalse();
    assertThat(
            Accept.prefersOpenMetrics(
                List.of("text/plain;q=0.1", "application/openmetrics-text;q=0.2")))
        .isTrue();
  }
}

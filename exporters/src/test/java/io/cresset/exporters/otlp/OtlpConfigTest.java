package io.cresset.exporters.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.export.ExporterFactory;
import io.cresset.api.model.Signal;
import java.net.URI;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpConfigTest {

  private static OtlpConfig config(String url, int maxBytes, Signal... signals) {
    return OtlpChunks.config(URI.create(url), Compression.GZIP, maxBytes, signals);
  }

  @Test
  void eachSignalHasAPathBelowTheUrl() {
    OtlpConfig config = config("http://loki:3100/otlp/", 1000, Signal.LOGS);
    assertThat(config.urlOf(Signal.LOGS)).isEqualTo(URI.create("http://loki:3100/otlp/v1/logs"));
    assertThat(config.urlOf(Signal.METRICS))
        .isEqualTo(URI.create("http://loki:3100/otlp/v1/metrics"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/logs", "/otlp/v1/metrics/", "/v1/traces"})
  void aSignalsOwnPathIsNoUrl(String path) {
    refused("url must stop before /v1/", () -> config("http://a" + path, 1000, Signal.LOGS));
  }

  @Test
  void whatCannotWorkIsRefused() {
    refused("url must start with", () -> config("ftp://a", 1000, Signal.LOGS));
    refused("signals names nothing", () -> config("http://a", 1000));
    refused("signals names one twice", () -> config("http://a", 1, Signal.LOGS, Signal.LOGS));
    refused("max_request_bytes", () -> config("http://a", 0, Signal.LOGS));
  }

  private static void refused(String words, Runnable wrong) {
    assertThatThrownBy(wrong::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  @SuppressWarnings("rawtypes") // ServiceLoader knows no wildcards
  void theFactoryIsFound() {
    assertThat(ServiceLoader.load(ExporterFactory.class).stream().map(p -> p.get().kind()))
        .contains("otlp");
  }
}

package io.cresset.exporters.loki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.export.ExporterFactory;
import io.cresset.api.http.HttpSettings;
import java.net.URI;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class LokiConfigTest {
  private static LokiConfig config(String url, int maxStreams) {
    return new LokiConfig(URI.create(url), HttpSettings.plain(), maxStreams);
  }

  @Test
  void thePushPathIsAddedIfItIsNotThere() {
    assertThat(config("http://loki:3100", 1).pushUrl())
        .isEqualTo(URI.create("http://loki:3100/loki/api/v1/push"));
    assertThat(config("http://gw/x/loki/api/v1/push/", 1).pushUrl())
        .isEqualTo(URI.create("http://gw/x/loki/api/v1/push"));
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThatThrownBy(() -> config("ftp://loki/", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("start with http:// or https://");
    assertThatThrownBy(() -> config("http://loki", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max_streams");
  }

  @Test
  @SuppressWarnings("rawtypes") // ServiceLoader knows no wildcards
  void theFactoriesAreFound() {
    assertThat(ServiceLoader.load(ExporterFactory.class).stream().map(p -> p.get().kind()))
        .contains("loki", "prometheus");
  }
}

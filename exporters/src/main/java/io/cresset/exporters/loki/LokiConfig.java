package io.cresset.exporters.loki;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import io.cresset.api.http.HttpSettings;
import java.net.URI;

/** What stands under {@code exporters.loki}. */
public record LokiConfig(
    @Doc("Where Loki listens, such as http://loki:3100; /loki/api/v1/push is added if missing.")
        URI url,
    @Embedded HttpSettings settings,
    @Doc("Distinct streams to make at most; further sources share the stream instance=\"other\".")
        @Default("1000")
        int maxStreams) {

  private static final String PUSH_PATH = "/loki/api/v1/push";

  public LokiConfig {
    settings.checkUrl(url);
    if (maxStreams < 1) {
      throw new IllegalArgumentException("max_streams must be at least 1");
    }
  }

  /** The address that records are posted to. */
  URI pushUrl() {
    return HttpSettings.withPath(url, PUSH_PATH);
  }
}

package io.cresset.exporters.remotewrite;

import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import io.cresset.api.http.HttpSettings;
import java.net.URI;

/** What stands under {@code exporters.remote_write}. */
public record RemoteWriteConfig(
    @Doc("Where remote write is taken, whole, such as http://prometheus:9090/api/v1/write.")
        URI url,
    @Embedded HttpSettings settings) {

  public RemoteWriteConfig {
    settings.checkUrl(url);
    if (String.valueOf(url.getRawPath()).matches("/?")) {
      throw new IllegalArgumentException(
          "url needs its path; Prometheus' is /api/v1/write, Mimir's /api/v1/push");
    }
  }
}

package io.cresset.exporters.otlp;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Signal;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** What stands under {@code exporters.otlp}. */
public record OtlpConfig(
    @Doc(
            "Where the receiver listens, such as http://collector:4318; /v1/logs and /v1/metrics"
                + " are added.")
        URI url,
    @Embedded HttpSettings settings,
    @Doc("What to deliver there: logs, metrics or both.") @Default("[logs, metrics]")
        List<Signal> signals,
    @Doc("How request bodies are compressed: gzip or none.") @Default("gzip")
        Compression compression,
    @Doc("Size of a request at most, before compression; only a single record may be larger.")
        @Default("1MiB")
        DataSize maxRequestBytes) {

  public OtlpConfig {
    signals = List.copyOf(signals);
    settings.checkUrl(url);
    if (String.valueOf(url.getPath()).matches(".*/v1/(logs|metrics|traces)/*")) {
      throw new IllegalArgumentException(
          "url must stop before /v1/, which is added with the name of each signal");
    }
    if (signals.isEmpty()) {
      throw new IllegalArgumentException("signals names nothing; write logs, metrics or both");
    }
    if (signals.stream().distinct().count() < signals.size()) {
      throw new IllegalArgumentException("signals names one twice");
    }
    if (maxRequestBytes.bytes() < 1 || maxRequestBytes.bytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("max_request_bytes must be from 1 to 2GiB less 1");
    }
  }

  /** The address that a signal is posted to. */
  URI urlOf(Signal signal) {
    return HttpSettings.withPath(url, "/v1/" + signal.name().toLowerCase(Locale.ROOT));
  }
}

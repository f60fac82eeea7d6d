package io.cresset.core.config;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.SocketAddressSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole configuration, found to be right. */
public record CressetConfig(
    General general, List<CollectorEntry<?>> collectors, List<ExporterEntry<?>> exporters) {

  public CressetConfig {
    collectors = List.copyOf(collectors);
    exporters = List.copyOf(exporters);
  }

  /** The top level's keys besides {@code collectors} and {@code exporters}. */
  public record General(
      @Doc(
              "The folder that keeps what is not delivered yet. Left out: /var/lib/cresset if it"
                  + " can be written, else cresset under $XDG_STATE_HOME or ~/.local/state.")
          Optional<Path> data,
      @Doc("How much the two logs in the data folder may take.") Buffer buffer,
      @Doc("Attributes that everything from this host carries, such as cluster: home.")
          Map<String, String> resource,
      @Doc("The web server: scrape page, start page, health.") Web web) {
    private static final int MAX_ATTRIBUTES = 64;

    public General {
      if (resource.size() > MAX_ATTRIBUTES) {
        throw new IllegalArgumentException(
            "resource has " + resource.size() + " attributes; at most " + MAX_ATTRIBUTES);
      }
      if (resource.containsKey("")) {
        throw new IllegalArgumentException("resource has an attribute with an empty name");
      }
    }
  }

  /** The durable logs. */
  public record Buffer(
      @Doc("The log of log records.") LogSize logs, @Doc("The log of metrics.") LogSize metrics) {}

  /** The size of one durable log. */
  public record LogSize(
      @Doc("Once the log is larger, its oldest segment makes room.") @Default("512MiB")
          DataSize maxBytes) {
    private static final DataSize LEAST = new DataSize(1 << 20);

    public LogSize {
      if (maxBytes.bytes() < LEAST.bytes()) {
        throw new IllegalArgumentException(
            "max_bytes " + maxBytes + " is too little for a log; at least " + LEAST);
      }
    }
  }

  /** The web server. */
  public record Web(
      @Doc("Address and port of the web server; port 0 lets the system choose.")
          @Default("0.0.0.0:9464")
          SocketAddressSpec listen) {
    public Web {
      if (!listen.scheme().isEmpty() && !listen.scheme().equals("http")) {
        throw new IllegalArgumentException(
            "listen '" + listen + "' must be host:port or http://host:port");
      }
    }
  }
}

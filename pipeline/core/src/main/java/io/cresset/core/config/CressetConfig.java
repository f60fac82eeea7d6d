package io.cresset.core.config;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Secret;
import io.cresset.api.config.Shorthand;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Compression;
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
      @Doc("Where records are kept until they are delivered, and how many.") Buffer buffer,
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

  /** What is kept until it is delivered. */
  public record Buffer(
      @Doc(
              "Where records are kept: disk, or memory, which spares a flash card and loses what"
                  + " cannot be read again when the process ends. Also written buffer: memory.")
          @Default("disk")
          @Shorthand
          Place type,
      @Doc("The log of log records.") LogSize logs,
      @Doc("The log of metrics.") LogSize metrics,
      @Doc("Records that sinks refused for good; always on disk.") RejectedSize rejected) {

    /** With the usual room for rejected records. */
    public Buffer(Place type, LogSize logs, LogSize metrics) {
      this(type, logs, metrics, new RejectedSize(new DataSize(64 << 20)));
    }

    /** How much the log of a signal may take where it is kept. */
    public DataSize maxBytes(Signal signal) {
      return size(signal).maxBytes().orElse(type.defaultBytes);
    }

    /** How much its folder may take. */
    public DataSize maxBytesOnDisk(Signal signal) {
      return type == Place.DISK ? maxBytes(signal) : Place.DISK.defaultBytes;
    }

    /** How the records of a signal are stored. */
    public Compression compression(Signal signal) {
      return size(signal).compression();
    }

    private LogSize size(Signal signal) {
      return switch (signal) {
        case LOGS -> logs;
        case METRICS -> metrics;
      };
    }
  }

  /** Where records are kept. */
  public enum Place {
    DISK(512),
    MEMORY(16);

    private final DataSize defaultBytes;

    Place(long defaultMiB) {
      this.defaultBytes = new DataSize(defaultMiB << 20);
    }
  }

  /** How much one log may take. */
  public record LogSize(
      @Doc(
              "Once the log is larger, its oldest segment makes room. Left out: 512MiB on disk,"
                  + " 16MiB in memory.")
          Optional<DataSize> maxBytes,
      @Doc(
              "How records are stored: lz4, which keeps several times as many in the same room and"
                  + " writes as much less, or none, which costs no CPU.")
          @Default("lz4")
          Compression compression) {
    private static final DataSize LEAST = new DataSize(1 << 20);

    public LogSize {
      if (maxBytes.isPresent() && maxBytes.get().bytes() < LEAST.bytes()) {
        throw new IllegalArgumentException(
            "max_bytes " + maxBytes.get() + " is too little for a log; at least " + LEAST);
      }
    }

    /** With what is compressed otherwise as well. */
    public LogSize(Optional<DataSize> maxBytes) {
      this(maxBytes, Compression.LZ4);
    }
  }

  /** How much may be kept of what sinks refused for good. */
  public record RejectedSize(
      @Doc("Once they take more, the oldest make room.") @Default("64MiB") DataSize maxBytes) {
    public RejectedSize {
      if (maxBytes.bytes() < LogSize.LEAST.bytes()) {
        throw new IllegalArgumentException(
            "max_bytes " + maxBytes + " is too little for a log; at least " + LogSize.LEAST);
      }
    }
  }

  /** The web server. */
  public record Web(
      @Doc("Address and port of the web server; port 0 lets the system choose.")
          @Default("0.0.0.0:9464")
          SocketAddressSpec listen,
      @Doc("Certificate and key, to be reached by https and by nothing else.") Optional<WebTls> tls,
      @Doc("Who may look. Left out: everybody who reaches the port.") WebAuth auth) {
    public Web {
      String scheme = listen.scheme();
      if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
        throw new IllegalArgumentException(
            "listen '" + listen + "' must be host:port, http://host:port or https://host:port");
      }
      if (scheme.equals("https") && tls.isEmpty()) {
        throw new IllegalArgumentException(
            "listen '" + listen + "' needs tls: { cert_file: ..., key_file: ... }");
      }
      if (scheme.equals("http") && tls.isPresent()) {
        throw new IllegalArgumentException(
            "listen '" + listen + "' cannot be with tls; write https://, or only host:port");
      }
      if (tls.isPresent()
          && tls.get().clientCertificate() == ClientCertificate.OPTIONAL
          && auth.isEmpty()) {
        throw new IllegalArgumentException(
            "tls.client_certificate is optional and auth says nothing, so everybody may look; set"
                + " one of them");
      }
    }

    /** For everybody, without TLS. */
    public Web(SocketAddressSpec listen) {
      this(listen, Optional.empty(), new WebAuth(Map.of(), Optional.empty()));
    }
  }

  /** What the web server shows itself with; the files are PEM and are read again on change. */
  public record WebTls(
      @Doc("File with the certificate that clients see, its issuers behind it.") Path certFile,
      @Doc("File with the key of that certificate, not encrypted.") Path keyFile,
      @Doc(
              "File with the authorities whose certificates clients show; without it no client is"
                  + " asked for one.")
          Optional<Path> clientCaFile,
      @Doc(
              "What a client's certificate is for if client_ca_file is set: required (nobody looks"
                  + " without one) or optional (one is as good as what auth asks for).")
          @Default("required")
          ClientCertificate clientCertificate) {
    public WebTls {
      if (clientCertificate == ClientCertificate.OPTIONAL && clientCaFile.isEmpty()) {
        throw new IllegalArgumentException("client_certificate needs client_ca_file");
      }
    }
  }

  /** What a client's certificate is for. */
  public enum ClientCertificate {
    REQUIRED,
    OPTIONAL
  }

  /** Who may look. */
  public record WebAuth(
      @Doc("Users and their passwords, for basic authentication.") Map<String, Secret> basic,
      @Doc("A token that is as good, sent as Authorization: Bearer.")
          Optional<Secret> bearerToken) {
    private static final int MAX_USERS = 64;

    public WebAuth {
      if (basic.size() > MAX_USERS) {
        throw new IllegalArgumentException(
            "basic has " + basic.size() + " users; at most " + MAX_USERS);
      }
      for (String user : basic.keySet()) {
        if (user.isEmpty() || user.indexOf(':') >= 0) {
          throw new IllegalArgumentException(
              "basic has the user '" + user + "'; a name is not empty and has no colon");
        }
      }
    }

    /** Whether nothing is asked for. */
    public boolean isEmpty() {
      return basic.isEmpty() && bearerToken.isEmpty();
    }
  }
}

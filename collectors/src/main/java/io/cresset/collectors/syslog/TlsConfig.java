package io.cresset.collectors.syslog;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What stands below {@code syslog: tls:}. The files are PEM and are read again when they change.
 */
public record TlsConfig(
    @Doc("File with the certificate that senders see, its issuers behind it.") Path certFile,
    @Doc("File with the key of that certificate, as PKCS #8 and not encrypted.") Path keyFile,
    @Doc(
            "File with the authorities whose certificates senders show; without it no sender is"
                + " asked for one.")
        Optional<Path> clientCaFile,
    @Doc("Whether a sender must show a certificate if client_ca_file is set: required or optional.")
        @Default("required")
        ClientCertificate clientCertificate,
    @Doc("A sender that has not agreed on a key by then is closed, from 1s to 5m.") @Default("10s")
        Duration handshakeTimeout) {

  /** Whether senders must show a certificate. One that is shown is always checked. */
  public enum ClientCertificate {
    REQUIRED,
    OPTIONAL
  }

  public TlsConfig {
    if (handshakeTimeout.toMillis() < 1_000 || handshakeTimeout.toMillis() > 300_000) {
      throw new IllegalArgumentException("handshake_timeout must be from 1s to 5m");
    }
  }
}

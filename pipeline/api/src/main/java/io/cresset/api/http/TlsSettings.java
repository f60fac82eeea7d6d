package io.cresset.api.http;

import io.cresset.api.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client proves servers, and itself to them. Servers are proven always: by the authorities
 * that the JDK knows, or by one's own. All files are PEM and are read again when they change.
 */
public record TlsSettings(
    @Doc("File with the certificates of the authorities to trust, instead of those of the JDK.")
        Optional<Path> caFile,
    @Doc("File with the client's certificate, its issuers behind it; needs key_file.")
        Optional<Path> certFile,
    @Doc("File with the key of the client's certificate, not encrypted.") Optional<Path> keyFile,
    @Doc("The name that the server's certificate must have, if it is not the host in the URL.")
        Optional<String> serverName) {

  private static final TlsSettings NONE =
      new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public TlsSettings {
    if (certFile.isPresent() != keyFile.isPresent()) {
      throw new IllegalArgumentException("cert_file and key_file are needed together");
    }
    if (serverName.isPresent() && !serverName.get().matches("[A-Za-z0-9._:-]{1,253}")) {
      throw new IllegalArgumentException("server_name must be a host's name or an address");
    }
  }

  /** The JDK's authorities, no certificate of one's own. */
  public static TlsSettings none() {
    return NONE;
  }
}

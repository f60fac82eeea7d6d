package io.cresset.core.http;

import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What TLS settings come to, made anew when one of their files has changed. While the new files
 * cannot be used, what was read before stands: whoever renews a certificate writes it and its key
 * one after the other.
 */
final class TlsFiles {
  private final TlsSettings settings;
  private final List<Path> files;
  private List<Optional<FileStamp>> seen = List.of();
  private @Nullable SSLSocketFactory sockets;
  private String trouble = "";

  TlsFiles(TlsSettings settings) {
    this.settings = settings;
    this.files =
        Stream.of(settings.caFile(), settings.certFile(), settings.keyFile())
            .flatMap(Optional::stream)
            .toList();
  }

  /** Whether the client has a certificate to show. */
  boolean certified() {
    return settings.certFile().isPresent();
  }

  /**
   * The same as before as long as no file has changed, so that connections are kept.
   *
   * @throws IOException in words, if the files cannot be used and never could
   */
  synchronized SSLSocketFactory sockets() throws IOException {
    List<Optional<FileStamp>> now = FileStamp.of(files);
    if (sockets == null || !trouble.isEmpty() || !now.equals(seen)) {
      seen = now;
      try {
        sockets = make();
        trouble = "";
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
      } catch (GeneralSecurityException e) {
        trouble = "the files of tls cannot be used: " + e.getMessage();
      }
    }
    if (sockets == null) {
      throw new IOException(trouble);
    }
    return sockets;
  }

  /** What is wrong with the files as they are now, so that older ones are used; or nothing. */
  synchronized String trouble() {
    return sockets == null ? "" : trouble;
  }

  private SSLSocketFactory make() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(), trust(), null);
    SSLSocketFactory made = context.getSocketFactory();
    return settings
        .serverName()
        .<SSLSocketFactory>map(name -> new RenamedSockets(made, name))
        .orElse(made);
  }

  private KeyManager @Nullable [] keys() throws IOException, GeneralSecurityException {
    return settings.certFile().isEmpty() || settings.keyFile().isEmpty()
        ? null
        : KeyStores.own(Pem.certificates(settings.certFile().get()), settings.keyFile().get());
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    return settings.caFile().isEmpty() ? null : KeyStores.trusted(settings.caFile().get());
  }
}

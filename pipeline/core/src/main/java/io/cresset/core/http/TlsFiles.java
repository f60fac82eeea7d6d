package io.cresset.core.http;

import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What TLS settings come to, made anew when one of their files has changed. While the new files
 * cannot be used, what was read before stands: whoever renews a certificate writes it and its key
 * one after the other.
 */
final class TlsFiles {
  private static final char[] NO_PASSWORD = {};

  private final TlsSettings settings;
  private final List<Path> files;
  private List<Optional<Stamp>> seen = List.of();
  private @Nullable SSLSocketFactory sockets;
  private String trouble = "";

  /** What tells that a file is another one or has other content. */
  private record Stamp(FileTime modified, long bytes, Optional<Object> key) {}

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
    List<Optional<Stamp>> now = files.stream().map(TlsFiles::stamp).toList();
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

  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(now.lastModifiedTime(), now.size(), Optional.ofNullable(now.fileKey())));
    } catch (IOException _) {
      return Optional.empty();
    }
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
    if (settings.certFile().isEmpty() || settings.keyFile().isEmpty()) {
      return null;
    }
    List<X509Certificate> chain = Pem.certificates(settings.certFile().get());
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        Pem.key(settings.keyFile().get(), chain.getFirst()),
        NO_PASSWORD,
        chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (settings.caFile().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    for (X509Certificate authority : Pem.certificates(settings.caFile().get())) {
      store.setCertificateEntry("authority " + store.size(), authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}

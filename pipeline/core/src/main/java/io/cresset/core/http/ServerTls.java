package io.cresset.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of TLS, from PEM files. A file that has changed is looked at when the next
 * client connects; while the new ones cannot be used, those read before stand: whoever renews a
 * certificate writes it and its key one after the other.
 */
public final class ServerTls {
  private final Path certFile;
  private final Path keyFile;
  private final Optional<Path> clientCaFile;
  private final List<Path> files;
  private final System.Logger logger;
  private List<Optional<FileStamp>> seen;
  private Loaded loaded;
  private String trouble = "";
  private Runnable renewed = () -> {};

  private record Loaded(SSLContext context, X509Certificate certificate) {}

  private ServerTls(Path certFile, Path keyFile, Optional<Path> clientCaFile, System.Logger logger)
      throws IOException {
    this.certFile = certFile;
    this.keyFile = keyFile;
    this.clientCaFile = clientCaFile;
    this.files = Stream.concat(Stream.of(certFile, keyFile), clientCaFile.stream()).toList();
    this.logger = logger;
    this.seen = FileStamp.of(files);
    this.loaded = read();
  }

  /**
   * Reads the files.
   *
   * @param certFile the certificate, its issuers behind it
   * @param keyFile its key: PKCS #8, PKCS #1 or SEC 1, not encrypted
   * @param clientCaFile the authorities of clients' certificates; without it none is asked for
   * @throws IOException in words that name the file, if they cannot be used
   */
  public static ServerTls load(
      Path certFile, Path keyFile, Optional<Path> clientCaFile, System.Logger logger)
      throws IOException {
    return new ServerTls(certFile, keyFile, clientCaFile, logger);
  }

  /** What is done when another certificate is used from now on, before anybody sees it. */
  public synchronized void whenRenewed(Runnable action) {
    renewed = action;
  }

  /**
   * The server's end of a connection. Closing it leaves {@code plain} open.
   *
   * @param consumed what was read of {@code plain} already
   */
  public SSLSocket layered(Socket plain, @Nullable InputStream consumed) throws IOException {
    SSLSocket made =
        (SSLSocket) current().context().getSocketFactory().createSocket(plain, consumed, false);
    made.setUseClientMode(false);
    if (clientCaFile.isPresent()) {
      // Who must show one is not known before it says what it wants.
      made.setWantClientAuth(true);
    }
    return made;
  }

  /** SHA-256 of the certificate in use, in hexadecimal digits. */
  public synchronized String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(loaded.certificate().getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has no bytes", e);
    }
  }

  private synchronized Loaded current() {
    List<Optional<FileStamp>> now = FileStamp.of(files);
    if (trouble.isEmpty() && now.equals(seen)) {
      return loaded;
    }
    seen = now;
    try {
      Loaded next = read();
      boolean another = !next.certificate().equals(loaded.certificate());
      loaded = next;
      trouble = "";
      if (another) {
        renewed.run();
        logger.log(
            Level.INFO,
            "another certificate is used, good until {0}",
            next.certificate().getNotAfter().toInstant().toString());
      }
    } catch (IOException e) {
      String what = String.valueOf(e.getMessage());
      if (!what.equals(trouble)) {
        trouble = what;
        logger.log(Level.WARNING, "the certificate read before stays in use: {0}", what);
      }
    }
    return loaded;
  }

  private Loaded read() throws IOException {
    try {
      List<X509Certificate> chain = Pem.certificates(certFile);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          KeyStores.own(chain, keyFile),
          clientCaFile.isPresent() ? KeyStores.trusted(clientCaFile.get()) : null,
          null);
      return new Loaded(context, chain.getFirst());
    } catch (GeneralSecurityException e) {
      throw new IOException(certFile + " and " + keyFile + " cannot be used: " + e.getMessage(), e);
    }
  }
}

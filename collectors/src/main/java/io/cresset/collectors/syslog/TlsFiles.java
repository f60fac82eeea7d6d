package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and the key of a TLS listener. A file that has changed is looked at when the
 * next sender connects; while the new ones cannot be used (a certificate is renewed one file after
 * the other) the old ones stand. Messages name a file and never show what is in it.
 */
final class TlsFiles {
  private static final char[] NO_PASSWORD = {};
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{0,30}PRIVATE KEY)-----([^-]*)-----END");
  private static final String REMEDY =
      "Name other files in collectors.syslog.tls, or put these right.";

  /** Of senders that may take up a connection where they left it; the JDK would keep 20480. */
  private static final int MAX_SESSIONS = 256;

  private final TlsConfig config;
  private final System.Logger logger;
  private List<State> seen = List.of();
  private @Nullable SSLSocketFactory sockets;

  TlsFiles(TlsConfig config, System.Logger logger) {
    this.config = config;
    this.logger = logger;
  }

  /** By what a file is seen to have changed. */
  private record State(FileTime modified, long bytes, Optional<Object> file) {
    static State of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new State(now.lastModifiedTime(), now.size(), Optional.ofNullable(now.fileKey()));
      } catch (IOException _) {
        return new State(FileTime.fromMillis(0), 0, Optional.empty());
      }
    }
  }

  /**
   * Reads the files, if they were never read or have changed.
   *
   * @throws CollectFailure if they cannot be used, and none that were read before can
   */
  synchronized SSLSocketFactory load() throws CollectFailure {
    List<State> now =
        Stream.concat(
                Stream.of(config.certFile(), config.keyFile()), config.clientCaFile().stream())
            .map(State::of)
            .toList();
    SSLSocketFactory old = sockets;
    if (old != null && now.equals(seen)) {
      return old;
    }
    seen = now;
    try {
      SSLSocketFactory read = read();
      if (old != null) {
        logger.log(
            System.Logger.Level.INFO, "the certificate in {0} was renewed", config.certFile());
      }
      sockets = read;
      return read;
    } catch (CollectFailure e) {
      if (old == null) {
        throw e;
      }
      logger.log(
          System.Logger.Level.WARNING,
          "the certificate read before stays in use: {0}. {1}",
          e.getMessage(),
          e.remedy());
      return old;
    }
  }

  /** The server's end of a connection, of which a part was read. */
  SSLSocket layered(Socket plain, InputStream consumed) throws IOException {
    SSLSocket made;
    try {
      made = (SSLSocket) load().createSocket(plain, consumed, true);
    } catch (CollectFailure e) {
      throw new IOException(e.getMessage(), e);
    }
    made.setUseClientMode(false);
    if (config.clientCaFile().isPresent()) {
      switch (config.clientCertificate()) {
        case REQUIRED -> made.setNeedClientAuth(true);
        case OPTIONAL -> made.setWantClientAuth(true);
      }
    }
    return made;
  }

  private SSLSocketFactory read() throws CollectFailure {
    try {
      return context().getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new CollectFailure(
          CollectFailure.Kind.MALFORMED,
          "TLS cannot be set up with %s and %s: %s"
              .formatted(config.certFile(), config.keyFile(), e.getMessage()),
          REMEDY,
          e);
    }
  }

  private SSLContext context() throws CollectFailure, GeneralSecurityException {
    Collection<? extends Certificate> chain = certificates(config.certFile());
    Certificate own = chain.iterator().next();
    KeyStore store = emptyStore();
    store.setKeyEntry("server", key(own), NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore authorities = emptyStore();
    if (config.clientCaFile().isPresent()) {
      for (Certificate authority : certificates(config.clientCaFile().get())) {
        authorities.setCertificateEntry("authority " + authorities.size(), authority);
      }
    }
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    context.getServerSessionContext().setSessionCacheSize(MAX_SESSIONS);
    return context;
  }

  private static Collection<? extends Certificate> certificates(Path file) throws CollectFailure {
    byte[] text = bytes(file);
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException _) {
      // Said below, with the file in which there is none.
    }
    throw malformed(file + " holds no certificate that can be read; it must be PEM");
  }

  /** The key, which must be that of the certificate. */
  private PrivateKey key(Certificate own) throws CollectFailure {
    Path file = config.keyFile();
    Matcher block = KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw malformed(file + " holds no key; it must be PEM, with -----BEGIN PRIVATE KEY-----");
    }
    if (!block.group(1).equals("PRIVATE KEY")) {
      throw malformed(
          "%s holds an '%s'; write it as PKCS #8: openssl pkey -in OLD -out NEW"
              .formatted(file, block.group(1)));
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      PrivateKey key =
          KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      if (belongTogether(key, own.getPublicKey())) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // Of another kind than the certificate's, or no key at all.
    }
    throw malformed(file + " does not hold the key of the certificate in " + config.certFile());
  }

  /** Whether what one signs the other confirms. */
  private static boolean belongTogether(PrivateKey key, PublicKey other)
      throws GeneralSecurityException {
    String algorithm =
        switch (other.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String name -> name;
        };
    byte[] message = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(other);
    signature.update(message);
    return signature.verify(signed);
  }

  private static byte[] bytes(Path file) throws CollectFailure {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new CollectFailure(
          CollectFailure.Kind.UNREACHABLE, file + " does not exist", REMEDY, e);
    } catch (AccessDeniedException e) {
      throw new CollectFailure(
          CollectFailure.Kind.UNAUTHORIZED,
          file + " cannot be read",
          "Let the user that runs Cresset read it.",
          e);
    } catch (IOException e) {
      throw malformed(file + " cannot be read: " + e.getMessage());
    }
    if (bytes.length > MAX_BYTES) {
      throw malformed(file + " has more than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }

  private static CollectFailure malformed(String message) {
    return new CollectFailure(CollectFailure.Kind.MALFORMED, message, REMEDY);
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, NO_PASSWORD);
    } catch (IOException e) {
      throw new IllegalStateException("a store without a file cannot fail to be read", e);
    }
    return store;
  }
}

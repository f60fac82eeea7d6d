package io.cresset.core.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What the JDK's TLS wants in place of PEM files. */
final class KeyStores {
  private static final char[] NO_PASSWORD = {};

  private KeyStores() {}

  /**
   * To show oneself with a certificate.
   *
   * @param chain the certificate, its issuers behind it
   * @throws IOException in words, if the file does not hold its key
   */
  static KeyManager[] own(List<X509Certificate> chain, Path keyFile)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    store.setKeyEntry(
        "own",
        Pem.key(keyFile, chain.getFirst()),
        NO_PASSWORD,
        chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /** To believe whom the authorities in a file have certified, and nobody else. */
  static TrustManager[] trusted(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    for (X509Certificate authority : Pem.certificates(file)) {
      store.setCertificateEntry("authority " + store.size(), authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}

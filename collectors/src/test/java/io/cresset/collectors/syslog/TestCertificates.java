package io.cresset.collectors.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates for one test, each its own authority, made by the JDK's keytool.
 *
 * @param name of the files and of the subject
 */
record TestCertificates(Path folder, String name, KeyStore store) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  static TestCertificates make(Path folder, String name, String algorithm) throws Exception {
    Path file = folder.resolve(name + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "it", "-keyalg", algorithm));
    command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1", "-validity", "9"));
    command.addAll(List.of("-ext", "bc:c", "-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(said).isZero();
    TestCertificates made =
        new TestCertificates(folder, name, KeyStore.getInstance(file.toFile(), PASSWORD));
    made.write(made.certFile(), "CERTIFICATE", made.certificate().getEncoded());
    made.write(made.keyFile(), "PRIVATE KEY", made.key().getEncoded());
    return made;
  }

  Path certFile() {
    return folder.resolve(name + ".crt");
  }

  Path keyFile() {
    return folder.resolve(name + ".key");
  }

  Certificate certificate() throws GeneralSecurityException {
    return store.getCertificate("it");
  }

  private PrivateKey key() throws GeneralSecurityException {
    return (PrivateKey) store.getKey("it", PASSWORD);
  }

  private void write(Path file, String label, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, text, label));
  }

  /** A sender's sockets that trust this certificate. */
  SSLSocketFactory trusting() throws Exception {
    return sockets(null);
  }

  /** The same, and they have a certificate to show. */
  SSLSocketFactory trusting(TestCertificates own) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own.store, PASSWORD);
    return sockets(keys);
  }

  private SSLSocketFactory sockets(@Nullable KeyManagerFactory keys) throws Exception {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, PASSWORD);
    authorities.setCertificateEntry("it", certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}

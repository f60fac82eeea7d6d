package io.cresset.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority that a test makes for itself, and the certificates that it gives to servers and
 * clients (RFC 5280). Its own certificate is good for a century, and nothing of it is kept.
 */
public final class TestAuthority {
  private static final char[] NO_PASSWORD = {};
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int OCTETS = 0x04;
  private static final int BITS = 0x03;
  private static final int UTF8 = 0x0C;
  private static final int GENERALIZED_TIME = 0x18;
  private static final byte[] TRUE = {0x01, 0x01, (byte) 0xFF};
  private static final byte[] ECDSA_WITH_SHA256 = oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2);
  private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);
  private static final byte[] BASIC_CONSTRAINTS = oid(0x55, 0x1D, 0x13);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = oid(0x55, 0x1D, 0x11);

  private final AtomicLong serial = new AtomicLong();
  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  public TestAuthority(String name) {
    this.name = name;
    this.keys = keys("EC", 256);
    byte[] isAuthority = element(SEQUENCE, TRUE);
    this.certificate =
        sign(name, keys, "21000101000000Z", extension(BASIC_CONSTRAINTS, isAuthority));
  }

  /** A certificate with its key. */
  public record Identity(X509Certificate certificate, PrivateKey key) {

    /** What a server shows itself with; it asks clients for a certificate if told whose. */
    public SSLContext server(TestAuthority... ofClients) {
      try {
        KeyStore own = store();
        own.setKeyEntry("own", key, NO_PASSWORD, new X509Certificate[] {certificate});
        KeyManagerFactory keyManagers =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(own, NO_PASSWORD);
        KeyStore trusted = store();
        for (TestAuthority authority : ofClients) {
          trusted.setCertificateEntry(authority.name, authority.certificate);
        }
        TrustManagerFactory trust =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    public void writeCertificate(Path file) {
      write(file, pem("CERTIFICATE", encoded(certificate)));
    }

    /** As PKCS #8. */
    public void writeKey(Path file) {
      write(file, pem("PRIVATE KEY", key.getEncoded()));
    }
  }

  /** For a server of these names and addresses. */
  public Identity server(String... hosts) {
    return issue(hosts[0], keys("EC", 256), "21000101000000Z", hosts);
  }

  /** For a server, and no longer good. */
  public Identity expiredServer(String... hosts) {
    return issue(hosts[0], keys("EC", 256), "20020101000000Z", hosts);
  }

  /**
   * For a client.
   *
   * @param algorithm {@code EC} or {@code RSA}
   */
  public Identity client(String commonName, String algorithm) {
    return issue(
        commonName, keys(algorithm, algorithm.equals("RSA") ? 2048 : 256), "21000101000000Z");
  }

  /** Its own. */
  public X509Certificate certificate() {
    return certificate;
  }

  public void writeCertificate(Path file) {
    write(file, pem("CERTIFICATE", encoded(certificate)));
  }

  /** Bytes as the block of a PEM file (RFC 7468). */
  public static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private Identity issue(String commonName, KeyPair pair, String end, String... hosts) {
    byte[][] names = Arrays.stream(hosts).map(TestAuthority::generalName).toArray(byte[][]::new);
    byte[] extension =
        hosts.length == 0
            ? new byte[0]
            : extension(SUBJECT_ALTERNATIVE_NAME, element(SEQUENCE, names));
    return new Identity(sign(commonName, pair, end, extension), pair.getPrivate());
  }

  private X509Certificate sign(String subject, KeyPair pair, String end, byte[] extension) {
    byte[] algorithm = element(SEQUENCE, ECDSA_WITH_SHA256);
    byte[] toSign =
        element(
            SEQUENCE,
            element(0xA0, new byte[] {0x02, 0x01, 0x02}),
            element(0x02, BigInteger.valueOf(serial.incrementAndGet()).toByteArray()),
            algorithm,
            distinguishedName(name),
            element(SEQUENCE, time("20010101000000Z"), time(end)),
            distinguishedName(subject),
            pair.getPublic().getEncoded(),
            extension.length == 0 ? extension : element(0xA3, element(SEQUENCE, extension)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(toSign);
      byte[] bits = element(BITS, new byte[1], signature.sign());
      byte[] der = element(SEQUENCE, toSign, algorithm, bits);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] extension(byte[] oid, byte[] value) {
    return element(SEQUENCE, oid, element(OCTETS, value));
  }

  private static byte[] generalName(String host) {
    if (!host.matches("[0-9.]+|.*:.*")) {
      return element(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return element(0x87, InetAddress.getByName(host).getAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] distinguishedName(String commonName) {
    byte[] value = element(UTF8, commonName.getBytes(StandardCharsets.UTF_8));
    return element(SEQUENCE, element(SET, element(SEQUENCE, COMMON_NAME, value)));
  }

  private static byte[] time(String text) {
    return element(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] oid(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return element(0x06, content);
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore store() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

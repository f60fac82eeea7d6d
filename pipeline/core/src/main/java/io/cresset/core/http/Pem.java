package io.cresset.core.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys as text (RFC 7468). What stands between the blocks does not matter.
 *
 * <p>Messages name the file and never show what is in it.
 */
final class Pem {
  private static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

  private static final String CERTIFICATE = "CERTIFICATE";

  /** DER: a sequence, an octet string, and the integer 0. */
  private static final int SEQUENCE = 0x30;

  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Pem() {}

  private record Block(String label, String text) {
    byte[] bytes() {
      return Base64.getMimeDecoder().decode(text);
    }
  }

  /**
   * @throws IOException in words, if there is none or one that cannot be read
   */
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (block.label.equals(CERTIFICATE)) {
          ByteArrayInputStream der = new ByteArrayInputStream(block.bytes());
          found.add((X509Certificate) x509.generateCertificate(der));
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds a certificate that cannot be read", e);
    }
    if (found.isEmpty()) {
      throw new IOException(
          file + " holds no certificate; it must be PEM, with -----BEGIN CERTIFICATE-----");
    }
    return found;
  }

  /**
   * The key of a certificate, as PKCS #8, PKCS #1 (RSA) or SEC 1 (EC).
   *
   * @throws IOException in words, if there is none, one that cannot be read, or another's
   */
  static PrivateKey key(Path file, X509Certificate certificate) throws IOException {
    PublicKey other = certificate.getPublicKey();
    for (Block block : blocks(file)) {
      if (block.label.equals("ENCRYPTED PRIVATE KEY") || block.text.contains("ENCRYPTED")) {
        throw new IOException(
            file + " holds an encrypted key; write it without a password: openssl pkey -in ...");
      }
      if (!block.label.endsWith("PRIVATE KEY")) {
        continue;
      }
      try {
        byte[] der = block.bytes();
        byte[] pkcs8 = block.label.equals("PRIVATE KEY") ? der : pkcs8(other, der);
        PrivateKey key =
            KeyFactory.getInstance(other.getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        if (belongTogether(key, other)) {
          return key;
        }
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw new IOException(
            file + " holds a key that cannot be read or is another certificate's", e);
      }
      throw new IOException(file + " holds the key of another certificate");
    }
    throw new IOException(file + " holds no key; it must be PEM, with -----BEGIN PRIVATE KEY-----");
  }

  private static List<Block> blocks(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " cannot be read; let the user that runs Cresset read it", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
    }
    List<Block> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      found.add(new Block(block.group(1), block.group(2)));
    }
    return found;
  }

  /**
   * A bare key in PKCS #8 (RFC 5958), its algorithm taken from the public key (RFC 5280 section
   * 4.1.2.7), where the same identifier stands first.
   */
  private static byte[] pkcs8(PublicKey publicKey, byte[] key) {
    byte[] info = publicKey.getEncoded();
    int identifier = contentAt(info, 0);
    int end = contentAt(info, identifier) + length(info, identifier + 1);
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(VERSION_0);
    inner.write(info, identifier, end - identifier);
    inner.writeBytes(element(OCTETS, key));
    return element(SEQUENCE, inner.toByteArray());
  }

  /** Where the content of the element at {@code at} begins. */
  private static int contentAt(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static int length(byte[] der, int at) {
    int first = der[at] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 1; i <= (first & 0x7F); i++) {
      length = length << 8 | der[at + i] & 0xFF;
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> 8 * i);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Whether what one signs the other confirms. */
  private static boolean belongTogether(PrivateKey key, PublicKey other)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (other.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              case String algorithm -> algorithm;
            });
    byte[] message = {1, 2, 3};
    signature.initSign(key);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(other);
    signature.update(message);
    try {
      return signature.verify(signed);
    } catch (SignatureException _) {
      return false;
    }
  }
}

package io.cresset.api.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A file with a certificate of one's own, its issuers behind it: readable, and still good. */
public final class CertificateDoor {
  /** That much before its end a certificate is worth a warning. */
  public static final Duration WARNING = Duration.ofDays(14);

  private static final int MAX_BYTES = 1024 * 1024;

  private CertificateDoor() {}

  /**
   * @param name under which it stands in the component's configuration, such as {@code
   *     tls.cert_file}
   */
  public static Door good(Path file, String name, DoorContext context) {
    return Door.local(name, () -> List.of(look(file, name, context)));
  }

  /** The same, at once. */
  public static Finding look(Path file, String name, DoorContext context) {
    Finding readable = PathDoor.look(file, name, context);
    if (readable.state() != Finding.State.OK) {
      return readable;
    }
    List<X509Certificate> chain;
    try {
      chain = read(file);
    } catch (IOException | CertificateException _) {
      chain = List.of();
    }
    if (chain.isEmpty()) {
      return Finding.fail(
          name,
          file + " holds no certificate that can be read",
          "put a PEM file with -----BEGIN CERTIFICATE----- there, or set " + context.key(name));
    }
    return good(chain, file, name, Instant.EPOCH.plusNanos(context.time().unixNanos()));
  }

  private static Finding good(List<X509Certificate> chain, Path file, String name, Instant now) {
    Instant end = Instant.MAX;
    for (X509Certificate certificate : chain) {
      Instant start = certificate.getNotBefore().toInstant();
      if (start.isAfter(now)) {
        return Finding.fail(
            name,
            file + " is good only from " + day(start) + " on",
            "wait, or set this machine's clock by NTP if that day has come");
      }
      Instant itsEnd = certificate.getNotAfter().toInstant();
      end = itsEnd.isBefore(end) ? itsEnd : end;
    }
    String renew = "renew it; Cresset reads the new file by itself";
    if (end.isBefore(now)) {
      return Finding.fail(name, file + " has expired on " + day(end), renew);
    }
    Duration left = Duration.between(now, end);
    return left.compareTo(WARNING) < 0
        ? Finding.warn(
            name, file + " expires on " + day(end) + ", in " + left.toDays() + " days", renew)
        : Finding.ok(name, file + " is good until " + day(end));
  }

  private static List<X509Certificate> read(Path file) throws IOException, CertificateException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES);
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes))) {
      chain.add((X509Certificate) certificate);
    }
    return chain;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}

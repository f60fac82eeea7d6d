package io.cresset.app.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A running program, as its file tells of it:
 *
 * <pre>
 * pid=812
 * url=http://127.0.0.1:9464
 * token=5e1f...
 * certificate=09ab...
 * </pre>
 *
 * @param url of its web server, without a path, as this machine reaches it
 * @param certificate SHA-256 of the one that it shows, for https
 */
record Instance(long pid, URI url, ControlToken token, Optional<String> certificate) {
  private static final int MAX_BYTES = 4096;

  String text() {
    return "pid="
        + pid
        + "\nurl="
        + url
        + "\ntoken="
        + token.reveal()
        + certificate.map(hash -> "\ncertificate=" + hash).orElse("")
        + "\n";
  }

  /**
   * @throws IOException if the file cannot be read or says something else
   */
  static Instance read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(MAX_BYTES);
    }
    Map<String, String> values = new HashMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    Optional<String> certificate = Optional.ofNullable(values.get("certificate"));
    try {
      if (certificate.isPresent() && !certificate.get().matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("not a fingerprint");
      }
      return new Instance(
          Long.parseLong(values.getOrDefault("pid", "")),
          URI.create(values.getOrDefault("url", "")),
          ControlToken.parse(values.getOrDefault("token", "")),
          certificate);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not a control file", e);
    }
  }

  /** The same, with another certificate. */
  Instance showing(String fingerprint) {
    return new Instance(pid, url, token, Optional.of(fingerprint));
  }

  /** Whether there is a process of that number. */
  boolean alive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}

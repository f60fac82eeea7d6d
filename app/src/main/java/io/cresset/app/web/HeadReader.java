package io.cresset.app.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Takes one request's head after the other from a connection. */
final class HeadReader {
  private static final int FIRST_BYTES = 1024;

  private final InputStream in;
  private final WebLimits limits;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int filled;

  HeadReader(InputStream in, WebLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /**
   * The next head.
   *
   * @param begun told as soon as a byte of it is there
   * @return empty if the client ended the connection before one
   */
  Optional<RequestHead> next(Runnable begun) throws IOException, Refused {
    int searched = 0;
    boolean told = false;
    while (true) {
      skipEmptyLines();
      if (filled > 0 && !told) {
        told = true;
        begun.run();
      }
      int end = end(searched);
      if (end >= 0) {
        return Optional.of(take(end));
      }
      searched = Math.max(0, filled - 3);
      if (filled >= limits.headBytes()) {
        throw tooLong();
      }
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(2 * filled, limits.headBytes()));
      }
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        if (filled > 0) {
          throw new Refused(400, "the request ended before its empty line");
        }
        return Optional.empty();
      }
      filled += read;
    }
  }

  /** RFC 9112, section 2.2: line ends before a request line are passed over. */
  private void skipEmptyLines() {
    int start = 0;
    while (start < filled && (buffer[start] == '\r' || buffer[start] == '\n')) {
      start++;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
    }
  }

  /** Where the line feed of the empty line is; negative if there is none yet. */
  private int end(int from) {
    for (int i = Math.max(1, from); i < filled; i++) {
      if (buffer[i] == '\n'
          && (buffer[i - 1] == '\n' || i > 1 && buffer[i - 1] == '\r' && buffer[i - 2] == '\n')) {
        return i;
      }
    }
    return -1;
  }

  private RequestHead take(int end) throws Refused {
    String text = new String(buffer, 0, end + 1, StandardCharsets.ISO_8859_1);
    filled -= end + 1;
    System.arraycopy(buffer, end + 1, buffer, 0, filled);
    if (filled == 0) {
      buffer = new byte[FIRST_BYTES];
    }
    return RequestHead.parse(text, limits);
  }

  private Refused tooLong() {
    for (int i = 0; i < filled; i++) {
      if (buffer[i] == '\n') {
        return new Refused(
            431, "the request's headers have more than " + limits.headBytes() + " bytes");
      }
    }
    return new Refused(414, "the request asks for more than " + limits.targetBytes() + " bytes");
  }
}

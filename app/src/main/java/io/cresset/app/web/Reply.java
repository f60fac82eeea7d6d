package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes answers as HTTP/1.1 has them: RFC 9112, sections 4 and 7. */
final class Reply {
  private static final int MIN_GZIP_BYTES = 1024;
  private static final int SLICE_BYTES = 64 * 1024;

  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(202, "Accepted"),
          Map.entry(204, "No Content"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(411, "Length Required"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(505, "HTTP Version Not Supported"));

  private final OutputStream out;
  private final long nowUnixNanos;
  private final boolean closes;
  private final int minor;

  /**
   * @param closes whether the connection ends with this answer
   * @param minor of the client's version
   */
  Reply(OutputStream out, long nowUnixNanos, boolean closes, int minor) {
    this.out = out;
    this.nowUnixNanos = nowUnixNanos;
    this.closes = closes;
    this.minor = minor;
  }

  /**
   * A whole answer.
   *
   * @param accepted values of Accept-Encoding
   * @param head whether everything but the body is sent
   */
  void send(Response response, List<String> accepted, boolean head) throws IOException {
    byte[] body = response.body();
    StringBuilder headers = start(response.status(), response.contentType(), response.headers());
    if (body.length > MIN_GZIP_BYTES) {
      headers.append("Vary: Accept-Encoding\r\n");
      if (AcceptEncoding.prefersGzip(accepted)) {
        headers.append("Content-Encoding: gzip\r\n");
        body = gzip(body);
      }
    }
    headers.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    out.write(headers.toString().getBytes(StandardCharsets.ISO_8859_1));
    for (int at = 0; !head && at < body.length; at += SLICE_BYTES) {
      out.write(body, at, Math.min(SLICE_BYTES, body.length - at));
    }
    out.flush();
  }

  /** The beginning of a stream; what is written to what this returns is its body, until closed. */
  OutputStream stream(String contentType) throws IOException {
    StringBuilder headers = start(200, contentType, Map.of());
    // HTTP/1.0 has no chunks: there the end of the connection is the end of the answer.
    boolean chunks = minor > 0;
    headers.append(chunks ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
    out.write(headers.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return chunks ? new Chunks(out) : out;
  }

  private StringBuilder start(int status, String contentType, Map<String, String> more) {
    StringBuilder headers = new StringBuilder(256);
    headers.append("HTTP/1.1 ").append(status).append(' ');
    headers.append(REASONS.getOrDefault(status, "Status " + status)).append("\r\n");
    headers.append("Date: ").append(HttpDate.of(nowUnixNanos)).append("\r\n");
    headers.append("Content-Type: ").append(contentType).append("\r\n");
    headers.append("Cache-Control: no-store\r\n");
    headers.append("X-Content-Type-Options: nosniff\r\n");
    more.forEach((name, value) -> headers.append(name).append(": ").append(value).append("\r\n"));
    if (closes) {
      headers.append("Connection: close\r\n");
    } else if (minor == 0) {
      headers.append("Connection: keep-alive\r\n");
    }
    return headers;
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new FastGzip(zipped)) {
      gzip.write(body);
    }
    return zipped.toByteArray();
  }

  /** Level 1: a scrape page shrinks to a tenth with it already, at a third of the time. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** A chunk for what was written between two flushes, or for 8 KiB of it. */
  private static final class Chunks extends OutputStream {
    private final OutputStream out;
    private final byte[] chunk = new byte[8192];
    private int filled;

    Chunks(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int at = offset;
      int left = length;
      while (left > 0) {
        int some = Math.min(left, chunk.length - filled);
        System.arraycopy(bytes, at, chunk, filled, some);
        filled += some;
        at += some;
        left -= some;
        if (filled == chunk.length) {
          sendChunk();
        }
      }
    }

    @Override
    public void flush() throws IOException {
      sendChunk();
      out.flush();
    }

    private void sendChunk() throws IOException {
      if (filled > 0) {
        out.write((Integer.toHexString(filled) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(chunk, 0, filled);
        out.write(new byte[] {'\r', '\n'});
        filled = 0;
      }
    }

    @Override
    public void close() throws IOException {
      sendChunk();
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}

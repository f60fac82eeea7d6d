package io.cresset.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What is said on a connection when a request has come; then the next request is awaited. */
@FunctionalInterface
public interface Reply {

  /**
   * @throws IOException if the connection is to be closed, or is
   */
  void say(RawServer.Connection to) throws IOException;

  /**
   * @param headers names and values in turn
   */
  static Reply of(int status, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " As told\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    if (status != 204) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    // At once: an answer in two packets takes 40 ms longer.
    return to -> to.say(all.toByteArray());
  }

  static Reply of(int status, String body, String... headers) {
    return of(status, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static Reply of(int status) {
    return of(status, "");
  }
}

package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.Time;
import io.cresset.collectors.linux.LimitedChannel;
import io.cresset.collectors.linux.UdpSocket;
import io.cresset.collectors.node.source.Machine.Answer;
import io.cresset.collectors.node.source.Machine.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a service of this machine one thing: by UDP, or by HTTP over TCP or a Unix socket, over
 * which the program's own HTTP client does not go.
 */
final class PlainExchange {
  private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
  private static final int READ_BYTES = 8192;
  private static final int HTTP_PORT = 80;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private PlainExchange() {}

  static Answer udp(Peer peer, byte[] question, Duration limit, Time clock) throws IOException {
    InetSocketAddress address = resolved(peer.host(), peer.port());
    try (UdpSocket socket = new UdpSocket(address, peer.hops(), limit)) {
      // The clock may be set meanwhile.
      long asked = clock.unixNanos();
      long start = clock.monotonicNanos();
      socket.send(question);
      byte[] answer = socket.receive();
      return new Answer(answer, asked, clock.monotonicNanos() - start);
    }
  }

  private static InetSocketAddress resolved(String host, int port) throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("there is no address for " + host);
    }
    return address;
  }

  /**
   * The body of the answer to an HTTP POST of XML. Speaks HTTP/1.0, in which an answer is whole
   * when the connection ends. Whoever interrupts the thread closes it.
   *
   * @param url of scheme {@code http} or {@code unix}
   * @param credentials for basic authentication
   * @param limit of each wait for the other end
   */
  static String post(URI url, Optional<String> credentials, String body, Duration limit)
      throws IOException {
    boolean unix = "unix".equals(url.getScheme());
    SocketAddress address = unix ? UnixDomainSocketAddress.of(url.getPath()) : address(url);
    try (LimitedChannel channel = LimitedChannel.connect(address, limit)) {
      byte[] content = body.getBytes(UTF_8);
      String path = unix || url.getRawPath().isEmpty() ? "/RPC2" : url.getRawPath();
      String head =
          "POST "
              + path
              + " HTTP/1.0\r\nHost: "
              + (unix ? "localhost" : url.getRawAuthority())
              + "\r\nContent-Type: text/xml\r\nContent-Length: "
              + content.length
              + credentials.map(basic -> "\r\nAuthorization: Basic " + basic).orElse("")
              + END_OF_HEAD;
      channel.write(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
      channel.write(ByteBuffer.wrap(content));
      return body(channel);
    }
  }

  private static SocketAddress address(URI url) throws UnknownHostException {
    return resolved(url.getHost(), url.getPort() < 0 ? HTTP_PORT : url.getPort());
  }

  private static String body(LimitedChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    while (channel.read(bytes) >= 0) {
      answer.write(bytes.array(), 0, bytes.position());
      bytes.clear();
      if (answer.size() > MAX_ANSWER_BYTES) {
        throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
      }
    }
    String text = answer.toString(UTF_8);
    int headEnd = text.indexOf(END_OF_HEAD);
    String status = text.lines().findFirst().orElse("");
    if (headEnd < 0 || !status.startsWith("HTTP/1.")) {
      throw new IOException("the answer is not HTTP");
    }
    if (!status.matches("HTTP/1\\.[01] 200\\b.*")) {
      throw new IOException("it answered " + status.substring(status.indexOf(' ') + 1));
    }
    return text.substring(headEnd + END_OF_HEAD.length());
  }
}

package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Asks a service of this machine one thing: by UDP, or by HTTP over TCP or a Unix socket, over
 * which the program's own HTTP client does not go.
 */
final class PlainExchange {
  private static final int MAX_DATAGRAM_BYTES = 8192;
  private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
  private static final int HTTP_PORT = 80;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private PlainExchange() {}

  static byte[] udp(String host, int port, byte[] question, Duration limit) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Connected, it hears from nobody else, and hears at once that nobody listens.
      socket.connect(resolved(host, port));
      socket.setSoTimeout((int) limit.toMillis());
      socket.send(new DatagramPacket(question, question.length));
      DatagramPacket answer = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
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
   * when the connection ends. Its reads block; whoever interrupts the thread closes it.
   *
   * @param url of scheme {@code http} or {@code unix}
   * @param credentials for basic authentication
   */
  static String post(URI url, Optional<String> credentials, String body) throws IOException {
    boolean unix = "unix".equals(url.getScheme());
    try (SocketChannel channel = unix ? connectedUnix(url) : connected(url)) {
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
      write(channel, ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
      write(channel, ByteBuffer.wrap(content));
      return body(channel);
    }
  }

  private static SocketChannel connectedUnix(URI url) throws IOException {
    return connected(
        SocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(url.getPath()));
  }

  private static SocketChannel connected(URI url) throws IOException {
    int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
    InetSocketAddress address = resolved(url.getHost(), port);
    return connected(SocketChannel.open(), address);
  }

  private static SocketChannel connected(SocketChannel channel, SocketAddress address)
      throws IOException {
    try {
      channel.connect(address);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String body(SocketChannel channel) throws IOException {
    InputStream in = Channels.newInputStream(channel);
    byte[] answer = in.readNBytes(MAX_ANSWER_BYTES + 1);
    if (answer.length > MAX_ANSWER_BYTES) {
      throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
    }
    String text = new String(answer, UTF_8);
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

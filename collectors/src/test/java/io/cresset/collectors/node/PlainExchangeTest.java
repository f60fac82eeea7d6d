package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.node.source.Machine;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services on loopback ports and in a folder, as this machine has them. */
class PlainExchangeTest {
  private static final String CALL = "<methodCall/>";
  private static final String FINE = "HTTP/1.0 200 OK\r\nServer: Medusa\r\n\r\n<answer/>";
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Duration TOOK = Duration.ofMillis(40);

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();
  private final ExecutorService service = Executors.newSingleThreadExecutor();
  private final ThisMachine machine = new ThisMachine();

  @AfterEach
  void stop() {
    service.shutdownNow();
  }

  private static Machine.Peer local(int port) {
    return new Machine.Peer("127.0.0.1", port, 1);
  }

  @Test
  void aDatagramIsAnswered() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) LONG.toMillis());
      Future<?> served = service.submit(() -> echoReversed(server, time));
      Machine.Answer answer =
          machine.udp(local(server.getLocalPort()), new byte[] {1, 2, 3}, LONG, time);
      assertThat(answer.bytes()).containsExactly(3, 2, 1);
      assertThat(Instant.EPOCH.plusNanos(answer.askedUnixNanos())).isEqualTo(FakeTime.START);
      assertThat(Duration.ofNanos(answer.tookNanos())).isEqualTo(TOOK);
      served.get(30, TimeUnit.SECONDS);
    }
  }

  private static Void echoReversed(DatagramSocket server, FakeTime time) throws IOException {
    DatagramPacket asked = new DatagramPacket(new byte[64], 64);
    server.receive(asked);
    time.advance(TOOK);
    byte[] reversed = new byte[asked.getLength()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = asked.getData()[reversed.length - 1 - i];
    }
    server.send(new DatagramPacket(reversed, reversed.length, asked.getSocketAddress()));
    return null;
  }

  @Test
  void whoDoesNotAnswerIsWaitedForNoLongerThanTheLimit() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int port = silent.getLocalPort();
      assertThatExceptionOfType(CollectFailure.class)
          .isThrownBy(() -> machine.udp(local(port), new byte[1], Duration.ofMillis(1), time))
          .withMessage("127.0.0.1:" + port + ": no answer within 1 ms")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(CollectFailure.Kind.TIMEOUT));
    }
  }

  @Test
  void whereNobodyListensItFailsAtOnce() throws Exception {
    int port;
    try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> machine.udp(local(port), new byte[1], LONG, time))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(CollectFailure.Kind.UNREACHABLE));
  }

  @Test
  void itPostsByTcpWithItsCredentials() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Future<String> heard = service.submit(() -> answer(server, FINE));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      URI url = URI.create("http://127.0.0.1:" + port + "/RPC2");
      assertThat(machine.post(url, Optional.of("dTpw"), CALL, LONG)).isEqualTo("<answer/>");
      assertThat(heard.get(30, TimeUnit.SECONDS))
          .startsWith("POST /RPC2 HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\n")
          .contains("\r\nAuthorization: Basic dTpw\r\n\r\n")
          .endsWith(CALL);
    }
  }

  @Test
  void itPostsByAUnixSocket() throws Exception {
    Path socket = folder.resolve("supervisor.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Future<String> heard = service.submit(() -> answer(server, FINE));
      URI url = URI.create("unix://" + socket);
      assertThat(machine.post(url, Optional.empty(), CALL, LONG)).isEqualTo("<answer/>");
      assertThat(heard.get(30, TimeUnit.SECONDS))
          .startsWith("POST /RPC2 HTTP/1.0\r\nHost: localhost\r\n")
          .doesNotContain("Authorization")
          .endsWith(CALL);
    }
  }

  @Test
  void whoTakesACallAndDoesNotAnswerIsWaitedForNoLongerThanTheLimit() throws Exception {
    Path socket = folder.resolve("stopped.sock");
    try (ServerSocketChannel tcp = ServerSocketChannel.open();
        ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      unix.bind(UnixDomainSocketAddress.of(socket));
      int port = ((InetSocketAddress) tcp.getLocalAddress()).getPort();
      for (String url : List.of("http://127.0.0.1:" + port + "/RPC2", "unix://" + socket)) {
        URI silent = URI.create(url);
        assertThatExceptionOfType(CollectFailure.class)
            .isThrownBy(() -> machine.post(silent, Optional.empty(), CALL, Duration.ofMillis(20)))
            .withMessage(url + ": no answer within 20 ms")
            .satisfies(e -> assertThat(e.kind()).isEqualTo(CollectFailure.Kind.TIMEOUT));
      }
    }
  }

  @Test
  void anAnswerThatIsNotFineFails() throws Exception {
    assertThat(failure("HTTP/1.0 401 Unauthorized\r\n\r\nno"))
        .endsWith("it answered 401 Unauthorized");
    assertThat(failure("SSH-2.0-OpenSSH\r\n\r\n")).endsWith("the answer is not HTTP");
    assertThat(failure("HTTP/1.0 200 OK\r\nServer: cut")).endsWith("the answer is not HTTP");
  }

  private String failure(String told) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Future<String> heard = service.submit(() -> answer(server, told));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      URI url = URI.create("http://127.0.0.1:" + port);
      try {
        return "answered: " + machine.post(url, Optional.empty(), CALL, LONG);
      } catch (CollectFailure e) {
        heard.get(30, TimeUnit.SECONDS);
        return e.getMessage();
      }
    }
  }

  /** Hears one request up to the end of its body, and closes the connection behind the answer. */
  private static String answer(ServerSocketChannel server, String told) throws IOException {
    try (SocketChannel client = server.accept()) {
      ByteBuffer heard = ByteBuffer.allocate(4096);
      String text = "";
      while (!text.endsWith(CALL) && client.read(heard) >= 0) {
        text = new String(heard.array(), 0, heard.position(), UTF_8);
      }
      client.write(ByteBuffer.wrap(told.getBytes(UTF_8)));
      return text;
    }
  }
}

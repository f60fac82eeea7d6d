package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent while one instance has retired and the next has not begun. */
class SyslogHandoverTest {
  private static final String UDP = "udp://127.0.0.1:0";
  private static final String TCP = "tcp://127.0.0.1:0";

  @TempDir Path folder;

  private static byte[] line(String text) {
    return ("<13>Jan  2 03:04:01 h t: " + text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void send(InetSocketAddress to, String text) throws IOException {
    byte[] bytes = line(text);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  @Test
  void datagramsWaitForTheNextInstance() throws Exception {
    try (Listening first = Listening.on(UDP)) {
      InetSocketAddress address = first.address(UDP);
      send(address, "one");
      assertThat(first.bodies(1)).containsExactly("one");
      assertThat(first.retire()).isTrue();
      first.awaitRetired();
      send(address, "two");
      send(address, "three");
      try (Listening next = new Listening(new TestConfig(UDP).maxLine("8KiB"), first)) {
        assertThat(next.bodies(2)).containsExactly("two", "three");
        assertThat(next.address(UDP)).isEqualTo(address);
        send(address, "four");
        assertThat(next.bodies(3)).endsWith("four");
      }
      assertThat(first.bodies(1)).hasSize(1);
    }
  }

  @Test
  void connectionsWaitForTheNextInstance() throws Exception {
    Path path = folder.resolve("log");
    String unix = "unix://" + path;
    try (Listening first = Listening.on(TCP, unix)) {
      InetSocketAddress address = first.address(TCP);
      first.awaitLog("INFO listening on " + unix);
      first.retire();
      first.awaitRetired();
      try (Socket socket = new Socket(address.getAddress(), address.getPort());
          SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        socket.getOutputStream().write(line("by tcp"));
        local.write(ByteBuffer.wrap(line("by unix")));
        try (Listening next = new Listening(new TestConfig(TCP, unix), first)) {
          assertThat(next.bodies(2)).containsExactlyInAnyOrder("by tcp", "by unix");
        }
      }
    }
    assertThat(path).doesNotExist();
  }

  /** Where the JDK has no wait that ends, a connection cannot be left. */
  @Test
  void aLocalSenderIsToldAndWhatItSendsUntilItNoticesIsRead() throws Exception {
    Path path = folder.resolve("log");
    String unix = "unix://" + path;
    try (Listening first = Listening.on(unix)) {
      first.awaitLog("INFO listening on " + unix);
      try (SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        local.write(ByteBuffer.wrap(line("before")));
        assertThat(first.bodies(1)).containsExactly("before");
        first.retire();
        assertThat(local.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        local.write(ByteBuffer.wrap(line("after")));
        assertThat(first.bodies(2)).containsExactly("before", "after");
        assertThat(first.harness.isListening()).isTrue();
        local.shutdownOutput();
        first.awaitRetired();
      }
    }
  }

  @Test
  void whatTheNextInstanceDoesNotWantIsClosed() throws Exception {
    try (Listening first = Listening.on(TCP)) {
      InetSocketAddress address = first.address(TCP);
      first.retire();
      first.awaitRetired();
      try (Listening next = new Listening(new TestConfig(UDP), first)) {
        assertThat(next.address(UDP).getPort()).isPositive();
        Assertions.assertThatThrownBy(
                () -> new Socket(address.getAddress(), address.getPort()).close())
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void datagramsAreReadWhileOthersAreSlowToGo() throws Exception {
    Path path = folder.resolve("log");
    String unix = "unix://" + path;
    try (Listening first = Listening.on(UDP, unix)) {
      InetSocketAddress address = first.address(UDP);
      first.awaitLog("INFO listening on " + unix);
      try (SocketChannel slow = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        slow.write(ByteBuffer.wrap(line("before")));
        assertThat(first.bodies(1)).containsExactly("before");
        first.retire();
        assertThat(slow.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        send(address, "meanwhile");
        assertThat(first.bodies(2)).containsExactly("before", "meanwhile");
      }
      first.awaitRetired();
      send(address, "afterwards");
      try (Listening next = new Listening(new TestConfig(UDP, unix), first)) {
        assertThat(next.bodies(1)).containsExactly("afterwards");
      }
    }
  }

  /** An instance after another, whose listeners run when the test says so. */
  private static final class Held implements AutoCloseable {
    final CollectorHarness harness = new CollectorHarness("syslog", new FakeTime());
    final SyslogCollector collector;

    Held(TestConfig config, CollectorHarness before) {
      harness.inherit(before.left());
      collector = new SyslogCollector(config.build(), harness, ZoneOffset.UTC);
    }

    @Override
    public void close() {
      harness.close();
      collector.close();
      harness.left().close();
    }
  }

  @Test
  void whatHasArrivedIsTakenBecauseThereMayBeNoNextInstance() throws Exception {
    try (Listening first = Listening.on(UDP)) {
      InetSocketAddress address = first.address(UDP);
      first.retire();
      first.awaitRetired();
      try (Held last = new Held(new TestConfig(UDP), first.harness)) {
        last.harness.register(last.collector);
        send(address, "has arrived");
        last.collector.retire();
        last.harness.run(UDP);
        assertThat(last.harness.records().stream().map(Listening::body))
            .containsExactly("has arrived");
      }
    }
  }

  @Test
  void whoConnectsWhileItRetiresIsLeftToTheNextInstance() throws Exception {
    try (Listening first = Listening.on(TCP)) {
      InetSocketAddress address = first.address(TCP);
      first.retire();
      first.awaitRetired();
      try (Held second = new Held(new TestConfig(TCP), first.harness);
          Socket one = new Socket(address.getAddress(), address.getPort());
          Socket two = new Socket(address.getAddress(), address.getPort())) {
        List<String> accepted = new ArrayList<>();
        second.collector.start(
            (name, about, rhythm, body) -> {
              if (name.contains(" from ")) {
                accepted.add(name);
                second.collector.retire();
              }
              return second.harness.add(name, about, rhythm, body);
            });
        second.harness.run(TCP);
        assertThat(accepted).hasSize(1);
        one.shutdownOutput();
        two.getOutputStream().write(line("from two"));
        try (Held third = new Held(new TestConfig(TCP), second.harness)) {
          third.harness.start(third.collector);
          Eventually.holds("accepted by the next", () -> third.harness.records().size() == 1);
        }
      }
    }
  }

  @Test
  void aSocketThatIsNotTakenOverIsNotInTheWay() throws Exception {
    String everywhere = "tcp://0.0.0.0:0";
    try (Listening first = Listening.on(everywhere)) {
      int port = first.address(everywhere).getPort();
      first.retire();
      first.awaitRetired();
      try (Held next = new Held(new TestConfig("tcp://127.0.0.1:" + port), first.harness)) {
        next.harness.start(next.collector);
        Eventually.holds(
            "listening",
            () -> !next.collector.bound().isEmpty() || !next.harness.failures().isEmpty());
        assertThat(next.harness.failures()).isEmpty();
      }
    }
  }
}

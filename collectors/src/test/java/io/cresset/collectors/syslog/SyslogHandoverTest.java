package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

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
}

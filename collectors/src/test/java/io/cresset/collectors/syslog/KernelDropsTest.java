package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelDropsTest {
  private static final String V4 =
      """
         sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
        118: 0100007F:05EA 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 24310 2 0000000000000000 7
        119: 00000000:05EA 00000000:0000 07 00000000:00021300 00:00000000 00000000   101        0 24311 2 0000000000000000 4096
      torn line
        120: 00000000:05EB 00000000:0000 07
        121: 00000000:05EC 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 24311 2 0000000000000000 many
      """;
  private static final String V6 =
      """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
       7: B80D0120000000000000000001000000:05EA 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 30112 2 0000000000000000 12
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 1514, 7",
    "0.0.0.0, 1514, 4096",
    "2001:db8::1, 1514, 12",
    "127.0.0.2, 1514, -1",
    "127.0.0.1, 1513, -1",
    "0.0.0.0, 1515, -1",
    "0.0.0.0, 1516, -1",
    "::, 1514, -1",
  })
  void findsTheSocketByItsAddress(String address, int port, long expected) throws IOException {
    Files.writeString(folder.resolve("udp"), V4);
    Files.writeString(folder.resolve("udp6"), V6);
    KernelDrops drops = new KernelDrops(folder, ByteOrder.LITTLE_ENDIAN);
    InetSocketAddress socket = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    assertThat(drops.at(socket).orElse(-1)).isEqualTo(expected);
  }

  @Test
  void withoutSuchAFileNothingIsTold() {
    KernelDrops drops = new KernelDrops(folder, ByteOrder.nativeOrder());
    assertThat(drops.at(new InetSocketAddress("127.0.0.1", 1514))).isEmpty();
  }

  /** A socket that nobody reads, on the real kernel. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void countsWhatTheKernelThrowsAway(String address) throws IOException {
    KernelDrops drops = new KernelDrops(Path.of("/proc/net"), ByteOrder.nativeOrder());
    InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
    try (DatagramChannel receiver = DatagramChannel.open(Binding.family(at));
        DatagramSocket sender = new DatagramSocket()) {
      receiver.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      receiver.bind(at);
      InetSocketAddress bound = (InetSocketAddress) receiver.getLocalAddress();
      assertThat(drops.at(bound)).hasValue(0);
      InetSocketAddress to =
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), bound.getPort());
      byte[] datagram = new byte[1000];
      int sent = 500;
      for (int i = 0; i < sent; i++) {
        sender.send(new DatagramPacket(datagram, datagram.length, to));
      }
      assertThat(drops.at(bound).orElseThrow()).isBetween(400L, (long) sent);
    }
  }
}

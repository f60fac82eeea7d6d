package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Not every machine has IPv6. */
  private static DatagramSocket at(String address) throws IOException {
    try {
      return new DatagramSocket(0, InetAddress.ofLiteral(address));
    } catch (SocketException e) {
      assumeThat(address).as("an address of this machine").isEqualTo("127.0.0.1");
      throw e;
    }
  }

  private static InetSocketAddress of(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void thereAndBack(String address) throws IOException {
    try (DatagramSocket peer = at(address);
        UdpSocket socket = new UdpSocket(of(peer), 1, LONG)) {
      peer.setSoTimeout((int) LONG.toMillis());
      socket.send(new byte[] {1, 2, 3});
      DatagramPacket packet = new DatagramPacket(new byte[8], 8);
      peer.receive(packet);
      assertThat(packet.getLength()).isEqualTo(3);
      peer.send(packet);
      assertThat(socket.receive()).containsExactly(1, 2, 3);
    }
  }

  /** The kernel refuses a number of hops that cannot be, so it was told the number. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theKernelIsToldHowFarDatagramsGo(String address) throws IOException {
    try (DatagramSocket peer = at(address);
        UdpSocket far = new UdpSocket(of(peer), 255, LONG)) {
      far.send(new byte[1]);
      assertThatThrownBy(() -> new UdpSocket(of(peer), 256, LONG)).hasMessage("invalid argument");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aWaitHasALimit(String address) throws IOException {
    try (DatagramSocket peer = at(address);
        UdpSocket socket = new UdpSocket(of(peer), 1, Duration.ofMillis(1))) {
      assertThatThrownBy(socket::receive).isInstanceOf(SocketTimeoutException.class);
    }
  }
}

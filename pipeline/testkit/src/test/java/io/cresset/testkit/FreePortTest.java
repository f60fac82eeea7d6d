package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FreePortTest {
  @Test
  void noneIsGivenTwice() {
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(given.add(FreePort.next())).isTrue();
    }
    assertThat(given).allMatch(port -> port < 32_768);
  }

  @Test
  void aPortInUseIsNotFree() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int first = FreePort.next();
    try (ServerSocket tcp = new ServerSocket(first, 1, loopback);
        DatagramSocket udp = new DatagramSocket(FreePort.next(), loopback)) {
      assertThat(FreePort.isFree(tcp.getLocalPort())).isFalse();
      assertThat(FreePort.isFree(udp.getLocalPort())).isFalse();
    }
    assertThat(FreePort.isFree(first)).isTrue();
  }
}

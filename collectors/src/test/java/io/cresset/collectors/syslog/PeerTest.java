package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
  private static final Clocks CLOCKS =
      Clocks.of(new TestConfig("udp://127.0.0.1:0").build(), ZoneOffset.UTC);
  private static final Senders SENDERS = new Senders();

  private static Peer peer(InetAddress address) {
    return Peer.of(address, Peer.UDP, CLOCKS, SENDERS);
  }

  /** The examples are of the kinds that RFC 5952 sections 4.1 to 4.2.3 tell apart. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8::AbCd, 2001:db8::abcd",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "fe80::1:2, fe80::1:2",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "0:0:3:4:5:6:0:0, ::3:4:5:6:0:0",
    "::ffff:192.0.2.7, 192.0.2.7",
  })
  void writesAddressesInTheirShortForm(String address, String expected)
      throws UnknownHostException {
    Peer peer = peer(InetAddress.getByName(address));
    assertThat(peer.address()).hasToString(expected);
  }

  @Test
  void keepsOnlyTheSendersSeenLast() throws UnknownHostException {
    PeerCache cache = new PeerCache(PeerTest::peer);
    InetAddress first = InetAddress.getByAddress(new byte[] {10, 0, 0, 0});
    Peer peer = cache.get(first);
    for (int i = 1; i <= 3 * PeerCache.MAX_PEERS; i++) {
      InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
      assertThat(cache.get(address)).isSameAs(cache.get(address));
    }
    assertThat(cache.size()).isEqualTo(PeerCache.MAX_PEERS);
    assertThat(cache.get(first)).isEqualTo(peer).isNotSameAs(peer);
  }
}

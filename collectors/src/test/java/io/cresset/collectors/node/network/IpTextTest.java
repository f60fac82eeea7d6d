package io.cresset.collectors.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5952, section 4, and what it does not say. */
class IpTextTest {

  @ParameterizedTest
  @CsvSource({
    "C0000201, 192.0.2.1",
    "ffffffff, 255.255.255.255",
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "fe800000000000000000000000000000, fe80::",
    "00000000000000000000ffffc0000201, 192.0.2.1",
    "0000000000000000000000000000ffff, ::ffff",
  })
  void addresses(String digits, String text) {
    assertThat(IpText.of(HexFormat.of().parseHex(digits))).isEqualTo(text);
    assertThat(IpText.bytes(digits)).contains(HexFormat.of().parseHex(digits));
  }

  @Test
  void whatIsNoAddress() {
    assertThat(IpText.of(new byte[6])).isEmpty();
    assertThat(IpText.bytes("20010db8")).isPresent();
    assertThat(IpText.bytes("2001:db8::1")).isEmpty();
    assertThat(IpText.bytes("zzzzzzzz")).isEmpty();
  }
}

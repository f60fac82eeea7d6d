package io.cresset.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressSpecTest {

  @ParameterizedTest
  @CsvSource({
    "udp://0.0.0.0:1514, udp, 0.0.0.0, 1514",
    "tcp://[::1]:1514, tcp, ::1, 1514",
    "0.0.0.0:9464, '', 0.0.0.0, 9464",
    "localhost:0, '', localhost, 0",
    "[fe80::1]:65535, '', fe80::1, 65535",
  })
  void readsWhereToListenAndPrintsItAgain(String text, String scheme, String host, int port) {
    SocketAddressSpec spec = SocketAddressSpec.parse(text);
    assertThat(spec).isEqualTo(new SocketAddressSpec(scheme, host, port));
    assertThat(spec).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1514",
        ":1514",
        "localhost",
        "localhost:",
        "localhost:65536",
        "localhost:-1",
        "::1:1514",
        "localhost:1/path",
        "user@localhost:1",
        "localhost:1?a=b",
        "localhost:1#a",
        "two words:1"
      })
  void anythingElseIsNoAddress(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketAddressSpec.parse(text))
        .withMessage(
            "'" + text + "' is not an address to listen on; write host:port, such as 0.0.0.0:1514");
  }

  @Test
  void theHintKeepsTheScheme() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketAddressSpec.parse("udp://1514"))
        .withMessageEndingWith("such as udp://0.0.0.0:1514");
  }

  @Test
  void givesTheAddressToBind() {
    assertThat(SocketAddressSpec.parse("127.0.0.1:9464").toSocketAddress())
        .hasToString("/127.0.0.1:9464");
  }
}

package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.SocketAddressSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogConfigTest {
  private static final DataSize LINE = DataSize.parse("64KiB");
  private static final DataSize BUFFER = DataSize.parse("32MiB");

  private static SyslogConfig config(String... listen) {
    return new SyslogConfig(
        List.of(listen).stream().map(SocketAddressSpec::parse).toList(), LINE, 1000, BUFFER);
  }

  @Test
  void takesUdpAndTcpOnAnyAddress() {
    SyslogConfig config = config("udp://0.0.0.0:514", "tcp://[::1]:1514", "tcp://syslog.lan:0");
    assertThat(config.listen())
        .extracting(SocketAddressSpec::toString)
        .containsExactly("udp://0.0.0.0:514", "tcp://[::1]:1514", "tcp://syslog.lan:0");
  }

  @ParameterizedTest
  @CsvSource({
    "tls://0.0.0.0:6514, 'syslog listens on udp:// or tcp://, not ''tls://0.0.0.0:6514'';"
        + " write udp://0.0.0.0:6514'",
    "0.0.0.0:1514, 'syslog listens on udp:// or tcp://, not ''0.0.0.0:1514'';"
        + " write udp://0.0.0.0:1514'",
    "http://[::]:1514, 'syslog listens on udp:// or tcp://, not ''http://[::]:1514'';"
        + " write udp://[::]:1514'",
  })
  void refusesOtherSchemesAndSaysWhatToWrite(String listen, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> config(listen)).withMessage(message);
  }

  @Test
  void refusesAnEmptyListAndAddressesListedTwice() {
    assertThatIllegalArgumentException().isThrownBy(() -> config()).withMessageContaining("empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("udp://0.0.0.0:1514", "udp://0.0.0.0:1514"))
        .withMessage("udp://0.0.0.0:1514 is listed twice; list it once");
  }

  @ParameterizedTest
  @CsvSource({
    "1023B, 1000, 32MiB, max_line_bytes is 1023B; choose from 1KiB to 256KiB",
    "257KiB, 1000, 32MiB, max_line_bytes is 257KiB; choose from 1KiB to 256KiB",
    "64KiB, 0, 32MiB, max_connections is 0; choose from 1 to 10000",
    "64KiB, 10001, 32MiB, max_connections is 10001; choose from 1 to 10000",
    "64KiB, 1000, 1023B, receive_buffer is 1023B; choose from 1KiB to 1023MiB",
    "64KiB, 1000, 1GiB, receive_buffer is 1GiB; choose from 1KiB to 1023MiB",
  })
  void refusesLimitsThatMakeNoSense(String line, int connections, String buffer, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SyslogConfig(
                    List.of(SocketAddressSpec.parse("udp://0.0.0.0:1514")),
                    DataSize.parse(line),
                    connections,
                    DataSize.parse(buffer)))
        .withMessage(message);
  }
}

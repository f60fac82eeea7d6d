package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.config.TimeZoneName;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogConfigTest {
  private static SyslogConfig config(String... listen) {
    return new TestConfig(listen).build();
  }

  @Test
  void takesUdpAndTcpOnAnyAddress() {
    SyslogConfig config = config("udp://0.0.0.0:514", "tcp://[::1]:1514", "tcp://syslog.lan:0");
    assertThat(config.listen())
        .extracting(ListenAddress::toString)
        .containsExactly("udp://0.0.0.0:514", "tcp://[::1]:1514", "tcp://syslog.lan:0");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:1514, 'syslog listens on udp://, tcp://, tls:// or unix://, not ''0.0.0.0:1514'';"
        + " write udp://0.0.0.0:1514'",
    "http://[::]:1514, 'syslog listens on udp://, tcp://, tls:// or unix://, not"
        + " ''http://[::]:1514''; write udp://[::]:1514'",
  })
  void refusesOtherSchemesAndSaysWhatToWrite(String listen, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> config(listen)).withMessage(message);
  }

  @Test
  void tlsNeedsACertificate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("tls://0.0.0.0:6514"))
        .withMessage(
            "listen has tls://0.0.0.0:6514, which needs tls: { cert_file: ..., key_file: ... }");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:/run/log", "unix://run/log", "unix://", "unix:///"})
  void aUnixSocketIsAnAbsolutePath(String listen) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(listen))
        .withMessage(
            "'%s' is not a socket's path; write three slashes, such as".formatted(listen)
                + " unix:///run/cresset/syslog.sock");
    assertThat(config("unix:///run/log").listen()).hasToString("[unix:///run/log]");
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
    "tcp://0.0.0.0:1514, tls://0.0.0.0:1514, true",
    "udp://0.0.0.0:1514, udp://[::]:1514, true",
    "udp://192.0.2.1:1514, udp://[::]:1514, true",
    "tcp://0.0.0.0:1514, tcp://127.0.0.1:1514, true",
    "tcp://0.0.0.0:1514, tcp://[::1]:1514, false",
    "tcp://127.0.0.1:1514, tcp://127.0.0.2:1514, false",
    "udp://0.0.0.0:1514, tcp://0.0.0.0:1514, false",
    "tcp://0.0.0.0:0, tls://0.0.0.0:0, false",
    "tcp://0.0.0.0:1514, unix:///run/log, false",
  })
  void twoCannotHaveOnePort(String one, String other, boolean refused) {
    ListenAddress first = ListenAddress.parse(one);
    ListenAddress second = ListenAddress.parse(other);
    assertThat(first.takesThePortOf(second)).isEqualTo(refused);
    assertThat(second.takesThePortOf(first)).isEqualTo(refused);
  }

  @Test
  void saysWhichTwoNeedTheSamePort() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("tcp://0.0.0.0:1514", "tcp://[::]:1514"))
        .withMessage(
            "tcp://0.0.0.0:1514 and tcp://[::]:1514 need the same port; give one of them another");
  }

  @ParameterizedTest
  @CsvSource({"1, idle_timeout is 1 ms", "9999, idle_timeout is 9999 ms"})
  void silenceIsNoFailingBeforeTenSeconds(long millis, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TestConfig("tcp://0.0.0.0:1514").idleTimeout(Duration.ofMillis(millis)).build())
        .withMessage(message + "; write 0s for never, or 10s or more");
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berln, 'such as Europe/Berlin or UTC'",
    "europe/berlin, 'such as Europe/Berlin'",
    "Berlin, 'such as Europe/Berlin'",
    "New York, 'such as America/New_York'",
    "+01:00, 'such as Europe/Berlin or UTC'",
    "'', 'such as Europe/Berlin or UTC'",
  })
  void aTimeZoneIsNamedAsTheDatabaseDoes(String name, String hint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeZoneName.parse(name))
        .withMessage("'" + name + "' is not a time zone; write its IANA name, " + hint);
  }

  @Test
  void zonesAreByAddressInAnyFormOrByHost() {
    TestConfig config =
        new TestConfig("udp://0.0.0.0:1514")
            .timezone("2001:DB8:0::1", "Asia/Tokyo")
            .timezone("Gate", "UTC")
            .timezone("*", "Europe/Paris");
    Clocks clocks = Clocks.of(config.build(), ZoneOffset.UTC);
    assertThat(clocks.ofAddress("2001:db8::1")).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(clocks.ofAddress("192.0.2.1")).isEqualTo(ZoneId.of("Europe/Paris"));
    byte[] gate = {'g', 'A', 't', 'e'};
    assertThat(clocks.ofHost(gate, 0, 4)).isEqualTo(ZoneId.of("UTC"));
    assertThat(clocks.ofHost(gate, 0, 3)).isNull();
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
                new TestConfig("udp://0.0.0.0:1514")
                    .maxLine(line)
                    .maxConnections(connections)
                    .receiveBuffer(buffer)
                    .build())
        .withMessage(message);
  }
}

package io.cresset.collectors.node.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of ntp, supervisord and sysctl refuse. */
class SystemOptionsTest {

  private static NtpOptions ntp(String server, int port, int version, boolean local) {
    return new NtpOptions(
        server, port, version, local, 1, Duration.ofSeconds(3), Duration.ofMillis(1));
  }

  private static NtpOptions ntp(int hops) {
    return new NtpOptions(
        "127.0.0.1", 123, 4, false, hops, Duration.ofSeconds(3), Duration.ofMillis(1));
  }

  @Test
  void aTimeServerMustBeOnThisMachineOrOnesOwn() {
    assertThat(ntp("::1", 123, 4, false).server()).isEqualTo("::1");
    assertThat(ntp("time.home.example", 123, 4, true).serverIsLocal()).isTrue();
    for (String server : List.of("192.0.2.7", "pool.ntp.org", "")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ntp(server, 123, 4, false))
          .withMessageStartingWith("server: '" + server + "' is not an address of this machine");
    }
  }

  @Test
  void numbersOfNtpHaveTheirRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> ntp("127.0.0.1", 0, 4, false));
    assertThatIllegalArgumentException().isThrownBy(() -> ntp("127.0.0.1", 65_536, 4, false));
    assertThatIllegalArgumentException().isThrownBy(() -> ntp("127.0.0.1", 123, 5, false));
    assertThatIllegalArgumentException().isThrownBy(() -> ntp("127.0.0.1", 123, 1, false));
    assertThat(ntp(255).ipTtl()).isEqualTo(255);
    assertThatIllegalArgumentException().isThrownBy(() -> ntp(0));
    assertThatIllegalArgumentException().isThrownBy(() -> ntp(256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://box:9001/RPC2", "unix:supervisor.sock", "supervisor", "http:/x"})
  void supervisordIsAskedByHttpOrItsSocket(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> supervisord(url))
        .withMessageStartingWith("url: '" + url + "' is neither like http://localhost:9001/RPC2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:///run/a%00b.sock", "unix://supervisor.sock"})
  void supervisordsSocketIsAPath(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> supervisord(url))
        .withMessage("url: what stands behind unix:// in '" + url + "' is no path of a file");
  }

  @Test
  void aPasswordIsNotPartOfAnAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> supervisord("http://anna:hunter2@box:9001/RPC2"))
        .withMessage("url: take the name and the password out, and set username and password");
  }

  private static SupervisordOptions supervisord(String url) {
    return new SupervisordOptions(URI.create(url), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/passwd", "kernel/../../../etc/passwd", ":a,b", "kernel..pid"})
  void aParameterStaysBelowProcSys(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SysctlOptions(List.of(name), List.of()))
        .withMessage("include: '" + name + "' is not a parameter; write it like kernel.pid_max");
  }

  @Test
  void namesOfValuesAreForNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SysctlOptions(List.of("net.ipv4.tcp_rmem:min,"), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SysctlOptions(List.of(), List.of("kernel.ostype:name")))
        .withMessageContaining("which only numbers can have");
  }
}

package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.config.SocketAddressSpec;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import org.junit.jupiter.api.Test;

/** What a test machine does not always refuse; the rest is tried on real sockets. */
class BindingTest {
  private static final SocketAddressSpec SPEC = SocketAddressSpec.parse("udp://0.0.0.0:514");

  @Test
  void aMissingRightIsUnauthorized() {
    CollectFailure failure = Binding.failure(SPEC, new SocketException("Permission denied"));
    assertThat(failure.kind()).isEqualTo(CollectFailure.Kind.UNAUTHORIZED);
    assertThat(failure).hasMessage("cannot listen on udp://0.0.0.0:514: Permission denied");
    assertThat(failure.remedy())
        .isEqualTo("Listen on a port from 1024 up, such as 1514, or grant CAP_NET_BIND_SERVICE.");
  }

  @Test
  void whatIsNotKnownIsSaidAsItIs() {
    CollectFailure failure = Binding.failure(SPEC, new BindException("Protocol not available"));
    assertThat(failure.kind()).isEqualTo(CollectFailure.Kind.UNREACHABLE);
    assertThat(failure).hasMessage("cannot listen on udp://0.0.0.0:514: Protocol not available");
    assertThat(failure.remedy()).isNotBlank();
  }

  @Test
  void allOfIpv4IsNotAllOfIpv6() {
    assertThat(Binding.family(new InetSocketAddress("0.0.0.0", 0)))
        .isEqualTo(StandardProtocolFamily.INET);
    assertThat(Binding.family(new InetSocketAddress("::", 0)))
        .isEqualTo(StandardProtocolFamily.INET6);
  }
}

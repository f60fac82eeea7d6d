package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a real bus, which is itself a service with methods and properties. */
class SystemBusTest {
  private static final String SELF = "org.freedesktop.DBus";
  private static final String PATH = "/org/freedesktop/DBus";

  /** What is done with a bus. */
  private interface Use {
    void with(Bus bus) throws IOException;
  }

  private static void withBus(Path folder, Use use) throws IOException {
    Path socket = folder.resolve("bus");
    Process daemon =
        new ProcessBuilder(
                Peers.require("dbus-daemon").toString(),
                "--session",
                "--nofork",
                "--address=unix:path=" + socket)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Eventually.holds("the bus listens or ends", () -> Files.exists(socket) || !daemon.isAlive());
      try (Bus bus = SystemBus.connect(socket, Duration.ofSeconds(30))) {
        use.with(bus);
      }
    } finally {
      daemon.destroy();
      Eventually.holds("the bus has ended", () -> !daemon.isAlive());
    }
  }

  @Test
  void methodsAndPropertiesAnswer(@TempDir Path folder) throws IOException {
    withBus(
        folder,
        bus -> {
          List<Object> names = bus.call(SELF, PATH, SELF, "ListNames", List.of());
          assertThat(names).hasSize(1);
          assertThat((List<?>) names.getFirst()).anyMatch(SELF::equals);
          assertThat(bus.call(SELF, PATH, SELF, "NameHasOwner", List.of(SELF)))
              .containsExactly(true);
          assertThat(bus.call(SELF, PATH, SELF, "GetConnectionUnixProcessID", List.of(SELF)))
              .first()
              .isInstanceOf(Long.class);
          assertThat(bus.property(SELF, PATH, SELF, "Interfaces")).isInstanceOf(List.class);
        });
  }

  @Test
  void whatIsRefusedEndsNothing(@TempDir Path folder) throws IOException {
    withBus(
        folder,
        bus -> {
          assertThatThrownBy(() -> bus.call("no.such.Service", "/", "a.b", "C", List.of()))
              .isInstanceOf(Bus.Refused.class)
              .hasMessageStartingWith("C of /: org.freedesktop.DBus.Error.ServiceUnknown: ");
          assertThat(bus.call(SELF, PATH, SELF, "GetId", List.of())).hasSize(1);
        });
  }

  @Test
  void aBusThatDoesNotAnswerIsWaitedForNoLongerThanTheLimit(@TempDir Path folder)
      throws IOException {
    Path socket = folder.resolve("bus");
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(() -> SystemBus.connect(socket, Duration.ofMillis(20)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no answer within 20 ms");
    }
  }
}

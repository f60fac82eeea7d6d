package io.cresset.api.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.check.Finding.State;
import io.cresset.api.config.SocketAddressSpec;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports and paths of this machine. */
class LocalDoorsTest {
  private static final long OURS = ProcessHandle.current().pid();

  @TempDir Path dir = Path.of("");

  private static Finding open(Door door) throws InterruptedException {
    assertThat(door.remote()).isFalse();
    List<Finding> found = door.trial().open();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Finding tcp(String address, DoorContext context) throws InterruptedException {
    return open(PortDoor.tcp(SocketAddressSpec.parse(address), "it.listen", context));
  }

  @Test
  void aFreePortIsFineAndFreeAgain() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    for (int time = 0; time < 2; time++) {
      assertThat(tcp("127.0.0.1:" + port, Trying.plain()))
          .isEqualTo(Finding.ok("127.0.0.1:" + port, "can be listened on"));
      SocketAddressSpec udp = SocketAddressSpec.parse("udp://127.0.0.1:" + port);
      assertThat(open(PortDoor.udp(udp, "it.listen", Trying.plain())).state()).isEqualTo(State.OK);
    }
  }

  @Test
  void whoHasABusyPortIsNamed() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + busy.getLocalPort();
      Finding found = tcp(address, Trying.plain());
      assertThat(found.state()).isEqualTo(State.FAIL);
      assertThat(found.detail()).matches("process " + OURS + " \\(.+\\) has this port");
      assertThat(found.remedy()).isEqualTo("stop it, or choose another port in it.listen");
    }
  }

  @Test
  void whatTheRunningSelfHoldsIsFine() throws Exception {
    Trying running = new Trying(OptionalLong.of(OURS), Optional.empty());
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(tcp("127.0.0.1:" + busy.getLocalPort(), running).detail())
          .isEqualTo("held by the Cresset that runs here (process " + OURS + ")");
      SocketAddressSpec udp = SocketAddressSpec.parse("udp://0.0.0.0:" + datagrams.getLocalPort());
      assertThat(open(PortDoor.udp(udp, "it.listen", running)))
          .isEqualTo(
              Finding.ok(
                  udp.toString(), "held by the Cresset that runs here (process " + OURS + ")"));
      Trying another = new Trying(OptionalLong.of(OURS + 1), Optional.empty());
      assertThat(open(PortDoor.udp(udp, "it.listen", another)).state()).isEqualTo(State.FAIL);
    }
  }

  @Test
  void anAddressOfNobodyOrOfAnotherMachineIsSaid() throws Exception {
    assertThat(tcp("192.0.2.77:5140", Trying.plain()).detail())
        .isEqualTo("no interface of this machine has this address");
    Finding unknown = tcp("no-such-host.invalid:5140", Trying.plain());
    assertThat(unknown.detail()).isEqualTo("the host is not known");
    assertThat(unknown.remedy()).contains("it.listen");
  }

  /** As the kernel writes its tables; the sockets of process 42 may be seen, the others not. */
  @Test
  void holdersAreReadFromProc() throws IOException {
    Files.createDirectories(dir.resolve("net"));
    Files.writeString(
        dir.resolve("net/udp"),
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
          1: 00000000:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 7001 2 0000000000000000 0
          2: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 7002 2 0000000000000000 0
        """);
    Files.writeString(
        dir.resolve("net/tcp"),
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
          0: 0100007F:0202 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 7003 1
          1: 00000000:0202 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7004 1
          not a line of a table
        """);
    Files.writeString(
        dir.resolve("net/unix"),
        """
        Num       RefCount Protocol Flags    Type St Inode Path
        0000000000000000: 00000002 00000000 00010000 0001 01 7005 /run/a socket
        0000000000000000: 00000003 00000000 00000000 0001 03 7006 /run/a socket
        """);
    Path descriptors = Files.createDirectories(dir.resolve("42/fd"));
    Files.writeString(dir.resolve("42/comm"), "rsyslogd\n");
    Files.createSymbolicLink(descriptors.resolve("3"), Path.of("socket:[7001]"));
    Files.createSymbolicLink(descriptors.resolve("4"), Path.of("socket:[7005]"));
    SocketHolders holders = new SocketHolders(dir);
    assertThat(holders.ofUdp(514))
        .extracting(it -> it.inWords())
        .containsExactly("process 42 (rsyslogd)");
    assertThat(holders.ofUdp(53))
        .extracting(it -> it.inWords())
        .containsExactly("a program of root");
    assertThat(holders.ofUdp(123)).isEmpty();
    assertThat(holders.ofTcp(514)).hasSize(1);
    assertThat(holders.ofUnix(Path.of("/run/a socket")))
        .extracting(it -> it.inWords())
        .containsExactly("process 42 (rsyslogd)");
    assertThat(new SocketHolders(dir.resolve("none")).ofTcp(514)).isEmpty();
  }

  @Test
  void pathsAreThereAndMayBeRead() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "x");
    assertThat(open(PathDoor.readable(file, "a_file", Trying.plain())))
        .isEqualTo(Finding.ok("a_file", file + " can be read"));
    assertThat(open(PathDoor.readable(dir, "a_file", Trying.plain())).state()).isEqualTo(State.OK);
    Path none = dir.resolve("none");
    assertThat(open(PathDoor.readable(none, "a_file", Trying.plain())))
        .isEqualTo(
            Finding.fail(
                "a_file",
                none + " does not exist",
                "put it there, or set collectors.it.a_file to another"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    if (!Files.isReadable(file)) {
      Finding refused = open(PathDoor.readable(file, "a_file", Trying.plain()));
      assertThat(refused.state()).isEqualTo(State.FAIL);
      assertThat(refused.detail()).isEqualTo(file + " may not be read");
    }
  }

  @Test
  void aFindingIsOneLineWithARemedy() {
    assertThat(Finding.ok("a", "b\n c\u0007").detail()).isEqualTo("b c");
    assertThatThrownBy(() -> Finding.fail("a", "b", " "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Finding.ok("a", "")).isInstanceOf(IllegalArgumentException.class);
  }
}

package io.cresset.collectors.syslog;

import io.cresset.api.check.CertificateDoor;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.Finding.State;
import io.cresset.api.check.PathDoor;
import io.cresset.api.check.PortDoor;
import io.cresset.api.check.SocketHolders;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.config.DataSize;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code cresset check} tries of syslog: its addresses, its certificate, UDP's buffer. */
final class SyslogDoors {
  private static final LinkOption ITSELF = LinkOption.NOFOLLOW_LINKS;
  private static final String LISTEN = "listen";
  private static final String BUFFER = "receive_buffer";

  /** unix(7): 108 bytes with the NUL at the end. */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private final SyslogConfig config;
  private final DoorContext context;
  private final SocketHolders holders;

  SyslogDoors(SyslogConfig config, DoorContext context, SocketHolders holders) {
    this.config = config;
    this.context = context;
    this.holders = holders;
  }

  List<Door> all() {
    List<Door> doors = new ArrayList<>();
    String key = context.key(LISTEN);
    for (ListenAddress address : config.listen()) {
      doors.add(
          switch (address) {
            case ListenAddress.Udp udp -> PortDoor.udp(udp.at(), key, context);
            case ListenAddress.Tcp tcp -> PortDoor.tcp(tcp.at(), key, context);
            case ListenAddress.Tls tls -> PortDoor.tcp(tls.at(), key, context);
            case ListenAddress.Unix unix -> Door.local(unix.toString(), () -> List.of(unix(unix)));
          });
    }
    if (config.listen().stream().anyMatch(ListenAddress.Udp.class::isInstance)) {
      doors.add(Door.local(BUFFER, () -> List.of(buffer())));
    }
    config.tls().ifPresent(tls -> doors.add(Door.local("tls", () -> tls(tls))));
    return doors;
  }

  /** What the kernel grants, by asking for it on a socket that is bound to nothing. */
  private Finding buffer() {
    DataSize asked = config.receiveBuffer();
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, (int) asked.bytes());
      int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
      return granted >= asked.bytes()
          ? Finding.ok(BUFFER, "the kernel grants " + asked)
          : Finding.warn(
              BUFFER,
              "the kernel grants %s of %s, so that bursts beyond are lost"
                  .formatted(new DataSize(granted), asked),
              "sysctl -w net.core.rmem_max=%d, and the same in /etc/sysctl.d to keep it"
                  .formatted(asked.bytes()));
    } catch (IOException e) {
      return Finding.fail(
          BUFFER, "cannot open a UDP socket: " + e.getMessage(), "allow this user sockets");
    }
  }

  private List<Finding> tls(TlsConfig tls) {
    List<Finding> found = new ArrayList<>();
    found.add(CertificateDoor.look(tls.certFile(), "tls.cert_file", context));
    found.add(PathDoor.look(tls.keyFile(), "tls.key_file", context));
    tls.clientCaFile()
        .ifPresent(file -> found.add(PathDoor.look(file, "tls.client_ca_file", context)));
    if (found.stream().allMatch(one -> one.state() != State.FAIL)) {
      try {
        new TlsFiles(tls, System.getLogger("check")).load();
      } catch (CollectFailure e) {
        found.add(Finding.fail("tls", e.getMessage(), e.remedy()));
      }
    }
    return found;
  }

  private Finding unix(ListenAddress.Unix address) {
    Path path = address.path();
    String what = address.toString();
    String another = "name another path in " + context.key(LISTEN);
    List<SocketHolders.Holder> listening = holders.ofUnix(path);
    if (!listening.isEmpty()) {
      return held(what, listening, another);
    }
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH_BYTES) {
      return Finding.fail(
          what, "is longer than the " + MAX_SOCKET_PATH_BYTES + " bytes of a socket", another);
    }
    Path folder = Optional.ofNullable(path.getParent()).orElse(path);
    if (!Files.isDirectory(folder)) {
      return Finding.fail(what, "there is no folder " + folder, "make it first, or " + another);
    }
    if (!Files.isWritable(folder)) {
      return Finding.fail(
          what,
          folder + " may not be written to",
          "let " + PathDoor.user() + " write there, or " + another);
    }
    if (!Files.exists(path, ITSELF)) {
      return Finding.ok(what, "can be listened on");
    }
    try {
      return UnixDoor.isSocket(path)
          ? leftBehind(what, path, another)
          : Finding.fail(what, "there is a file that is no socket", "remove it, or " + another);
    } catch (IOException e) {
      return Finding.fail(what, "cannot be looked at: " + e.getMessage(), another);
    }
  }

  /** What the collector replaces if it is of its own user. */
  private static Finding leftBehind(String what, Path path, String another) throws IOException {
    return UnixDoor.isOwn(path)
        ? Finding.ok(what, "can be listened on")
        : Finding.fail(
            what,
            "there is a socket of the user " + Files.getOwner(path, ITSELF).getName(),
            "remove it if nobody needs it, or " + another);
  }

  private Finding held(String what, List<SocketHolders.Holder> listening, String another) {
    for (SocketHolders.Holder holder : listening) {
      if (context.running().isPresent()
          && holder.pid().orElse(-1) == context.running().getAsLong()) {
        return Finding.ok(
            what,
            "held by the Cresset that runs here (process " + context.running().getAsLong() + ")");
      }
    }
    return Finding.fail(
        what,
        listening.getFirst().inWords() + " listens there",
        "stop it ('sudo ss -lxp' names it), or " + another);
  }
}

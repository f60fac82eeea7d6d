package io.cresset.api.check;

import io.cresset.api.config.SocketAddressSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * An address to listen on: bound and let go of. A TCP port is bound without listening on it, so
 * that nobody connects to a check.
 *
 * @param key where the address stands in the file
 * @param ss the letters by which ss(8) lists such sockets
 */
public record PortDoor(SocketAddressSpec at, String key, String ss) {
  private static final Path PROC = Path.of("/proc");
  private static final Path FIRST_FREE = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  private static final String UDP = "lunp";
  private static final String TCP = "ltnp";

  /** A port for datagrams. */
  public static Door udp(SocketAddressSpec at, String key, DoorContext context) {
    return new PortDoor(at, key, UDP).door(context);
  }

  /** A port for connections. */
  public static Door tcp(SocketAddressSpec at, String key, DoorContext context) {
    return new PortDoor(at, key, TCP).door(context);
  }

  private Door door(DoorContext context) {
    return Door.local(at.toString(), () -> List.of(open(context)));
  }

  private Finding open(DoorContext context) {
    InetSocketAddress address = at.toSocketAddress();
    if (address.isUnresolved()) {
      return fail(
          "the host is not known",
          "name an address of this machine in " + key + ", or 0.0.0.0 for all of them");
    }
    try {
      bind(address);
      return Finding.ok(at.toString(), "can be listened on");
    } catch (IOException e) {
      return refused(String.valueOf(e.getMessage()), context);
    }
  }

  private void bind(InetSocketAddress address) throws IOException {
    // Of the address's own family, so that 0.0.0.0 does not mean IPv6 too.
    ProtocolFamily family =
        address.getAddress().getAddress().length == 4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    if (ss.equals(UDP)) {
      try (DatagramChannel channel = DatagramChannel.open(family)) {
        channel.bind(address);
      }
    } else {
      try (SocketChannel channel = SocketChannel.open(family)) {
        // As servers do: what a closed connection leaves behind for a minute is in nobody's way.
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(address);
      }
    }
  }

  private Finding refused(String reason, DoorContext context) {
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("in use")) {
      SocketHolders all = new SocketHolders(PROC);
      return busy(ss.equals(UDP) ? all.ofUdp(at.port()) : all.ofTcp(at.port()), context);
    }
    if (lower.contains("permission denied")) {
      String first = firstFree();
      return fail(
          "this user may not take ports below " + first,
          "choose a port from "
              + first
              + " up in "
              + key
              + ", or grant CAP_NET_BIND_SERVICE (AmbientCapabilities= in a systemd unit)");
    }
    return lower.contains("cannot assign")
        ? fail(
            "no interface of this machine has this address",
            "name one that it has in " + key + ", or 0.0.0.0 for all of them")
        : fail(reason, "name another address in " + key);
  }

  private Finding busy(List<SocketHolders.Holder> holders, DoorContext context) {
    if (context.running().isPresent()) {
      long running = context.running().getAsLong();
      if (holders.stream().anyMatch(holder -> holder.pid().orElse(-1) == running)) {
        return Finding.ok(
            at.toString(), "held by the Cresset that runs here (process " + running + ")");
      }
    }
    SocketHolders.Holder holder =
        holders.stream()
            .filter(one -> one.pid().isPresent())
            .findFirst()
            .or(() -> holders.stream().findFirst())
            .orElse(
                new SocketHolders.Holder(
                    java.util.OptionalLong.empty(), "", java.util.OptionalLong.empty()));
    String stop =
        holder.pid().isPresent()
            ? "stop it"
            : "'sudo ss -" + ss + " sport = :" + at.port() + "' names it: stop it";
    return fail(holder.inWords() + " has this port", stop + ", or choose another port in " + key);
  }

  private Finding fail(String detail, String remedy) {
    return Finding.fail(at.toString(), detail, remedy);
  }

  private static String firstFree() {
    try {
      return Files.readString(FIRST_FREE).strip();
    } catch (IOException _) {
      return "1024";
    }
  }
}

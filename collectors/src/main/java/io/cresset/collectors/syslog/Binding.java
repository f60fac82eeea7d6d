package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.config.SocketAddressSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.Locale;

/** From a configured address to one that a socket can be bound to, and what a user reads if not. */
final class Binding {
  private Binding() {}

  /** Looks the host up. */
  static InetSocketAddress resolve(SocketAddressSpec spec) throws CollectFailure {
    InetSocketAddress address = spec.toSocketAddress();
    if (address.isUnresolved()) {
      throw new CollectFailure(
          CollectFailure.Kind.UNREACHABLE,
          "cannot listen on " + spec + ": host '" + spec.host() + "' is not known",
          "Name an address of this machine in collectors.syslog.listen, or 0.0.0.0 for all.");
    }
    return address;
  }

  /** A socket of the address's own family, so that 0.0.0.0 does not mean IPv6 too. */
  static ProtocolFamily family(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
  }

  /** What to tell the user about an address that could not be bound. */
  static CollectFailure failure(SocketAddressSpec spec, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    String message = "cannot listen on " + spec + ": " + reason;
    if (lower.contains("permission denied")) {
      return new CollectFailure(
          CollectFailure.Kind.UNAUTHORIZED,
          message,
          "Listen on a port from 1024 up, such as 1514, or grant CAP_NET_BIND_SERVICE.",
          cause);
    }
    String remedy = "Name another address in collectors.syslog.listen.";
    if (lower.contains("in use")) {
      remedy =
          "Stop the program that has this port ('ss -ln%sp' names it), or listen on another one."
              .formatted(spec.scheme().charAt(0));
    } else if (lower.contains("cannot assign")) {
      remedy = "No interface of this machine has this address; 0.0.0.0 means all of them.";
    }
    return new CollectFailure(CollectFailure.Kind.UNREACHABLE, message, remedy, cause);
  }
}

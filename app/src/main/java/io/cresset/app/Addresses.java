package io.cresset.app;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Writes socket addresses as URLs do. */
final class Addresses {
  private Addresses() {}

  static String hostAndPort(InetSocketAddress address) {
    if (address.getAddress() instanceof Inet6Address six && !six.isAnyLocalAddress()) {
      return "[" + six.getHostAddress() + "]:" + address.getPort();
    }
    // A socket for every address, IPv6 among them, is best shown in the form that one can click.
    return (address.getAddress().isAnyLocalAddress() ? "0.0.0.0" : address.getHostString())
        + ":"
        + address.getPort();
  }
}

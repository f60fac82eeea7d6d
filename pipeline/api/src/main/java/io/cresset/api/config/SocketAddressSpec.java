package io.cresset.api.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where to listen: {@code udp://0.0.0.0:1514}, {@code tcp://[::1]:1514} or, where the transport
 * goes without saying, {@code 0.0.0.0:9464}. Port 0 lets the system choose.
 *
 * @param scheme {@code udp}, {@code tcp}; empty if none was written
 * @param host an address or name, an IPv6 address without brackets
 */
public record SocketAddressSpec(String scheme, String host, int port) {

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static SocketAddressSpec parse(String text) {
    String scheme = text.contains("://") ? text.substring(0, text.indexOf("://")) : "";
    String rest = scheme.isEmpty() ? text : text.substring(scheme.length() + 3);
    try {
      URI uri = new URI("x://" + rest);
      String host = uri.getHost();
      boolean port = uri.getPort() >= 0 && uri.getPort() <= 65535;
      boolean alone =
          uri.getPath().isEmpty()
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (host == null || !port || !alone) {
        throw new URISyntaxException(text, "host and port expected");
      }
      if (host.startsWith("[")) {
        host = host.substring(1, host.length() - 1);
      }
      return new SocketAddressSpec(scheme, host, uri.getPort());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an address to listen on; write host:port, such as "
              + (scheme.isEmpty() ? "" : scheme + "://")
              + "0.0.0.0:1514",
          e);
    }
  }

  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return (scheme.isEmpty() ? "" : scheme + "://") + shown + ":" + port;
  }
}

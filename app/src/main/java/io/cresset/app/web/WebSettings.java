package io.cresset.app.web;

import io.cresset.core.http.ServerTls;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the web server is, and who may ask it for what.
 *
 * @param tls empty to speak plain HTTP
 */
public record WebSettings(
    InetSocketAddress address, WebLimits limits, Optional<ServerTls> tls, Login login) {

  /** For everybody, without TLS. */
  public static WebSettings open(InetSocketAddress address) {
    return new WebSettings(address, WebLimits.usual(), Optional.empty(), Login.open());
  }

  WebSettings limits(WebLimits other) {
    return new WebSettings(address, other, tls, login);
  }

  /** How its pages' addresses begin. */
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }
}

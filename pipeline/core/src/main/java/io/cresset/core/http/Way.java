package io.cresset.core.http;

import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/**
 * How a client gets to its servers.
 *
 * @param tls empty for the JDK's own
 * @param proxy empty for the JDK's own choice
 */
record Way(Optional<TlsFiles> tls, Optional<URI> proxy) {
  private static final int PROXY_PORT = 80;

  static final Way DIRECT = new Way(Optional.empty(), Optional.empty());

  static Way of(TlsSettings tls, Optional<URI> proxy) {
    return new Way(
        tls.equals(TlsSettings.none()) ? Optional.empty() : Optional.of(new TlsFiles(tls)), proxy);
  }

  /** A connection that is not connected yet. */
  HttpURLConnection open(URI uri) throws IOException {
    URLConnection opened =
        proxy.isPresent()
            ? uri.toURL().openConnection(new Proxy(Proxy.Type.HTTP, proxyAddress(proxy.get())))
            : uri.toURL().openConnection();
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new IOException("not an http or https address: " + uri.getScheme());
    }
    if (connection instanceof HttpsURLConnection secure && tls.isPresent()) {
      secure.setSSLSocketFactory(tls.get().sockets());
    }
    return connection;
  }

  /** Not resolved, so that its name is looked up for each connection. */
  private static InetSocketAddress proxyAddress(URI proxy) {
    return InetSocketAddress.createUnresolved(proxy.getHost(), port(proxy));
  }

  private static int port(URI proxy) {
    return proxy.getPort() < 0 ? PROXY_PORT : proxy.getPort();
  }

  /** Behind the server's name, while it is the proxy that is being reached. */
  String byProxy() {
    return proxy.map(uri -> " by proxy " + uri.getHost() + ":" + port(uri)).orElse("");
  }

  /** Whether the client has a certificate to show. */
  boolean certified() {
    return tls.isPresent() && tls.get().certified();
  }

  /** What is wrong with files that have changed, as the end of a sentence; or nothing. */
  String trouble() {
    String trouble = tls.map(TlsFiles::trouble).orElse("");
    return trouble.isEmpty() ? "" : "; what was read before is used because " + trouble;
  }
}

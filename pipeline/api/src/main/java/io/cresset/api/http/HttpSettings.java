package io.cresset.api.http;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What every destination that is reached by HTTP can be told besides its {@code url}; stands {@link
 * io.cresset.api.config.Embedded} in its configuration record. A {@link DestinationClient} does
 * what it says.
 */
public record HttpSettings(
    @Doc("The tenant to write to, sent as X-Scope-OrgID.") Optional<String> tenant,
    @Doc("Token to log in with, sent as Authorization: Bearer.") Optional<Secret> bearerToken,
    @Doc("User name for basic authentication; needs password.") Optional<String> username,
    @Doc("Password for basic authentication.") Optional<Secret> password,
    @Doc("More headers for each request.") Map<String, String> headers,
    @Doc("How long one request may take, from connecting to the end of the answer.") @Default("30s")
        Duration timeout,
    @Doc("Whom to trust for https, and the client's own certificate.") TlsSettings tls,
    @Doc("HTTP proxy to go through, such as http://proxy:3128.") Optional<URI> proxy) {

  private static final HttpSettings PLAIN =
      new HttpSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Duration.ofSeconds(30),
          TlsSettings.none(),
          Optional.empty());

  /** Set by the sink itself or by the client. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "content-type",
          "content-encoding",
          "content-length",
          "transfer-encoding",
          "host",
          "connection",
          "user-agent");

  public HttpSettings {
    headers = Map.copyOf(headers);
    if (username.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("username and password are needed together");
    }
    if (bearerToken.isPresent() && username.isPresent()) {
      throw new IllegalArgumentException(
          "bearer_token and username exclude each other; keep the one that the destination, or the"
              + " proxy in front of it, asks for");
    }
    for (String name : headers.keySet()) {
      checkHeader(name, tenant.isPresent(), bearerToken.isPresent() || username.isPresent());
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive");
    }
    proxy.ifPresent(HttpSettings::checkProxy);
  }

  /** What stands for a file that says nothing. */
  public static HttpSettings plain() {
    return PLAIN;
  }

  /** The same, with less time for a request if these grant it more. */
  public HttpSettings within(Duration limit) {
    Duration less = timeout.compareTo(limit) < 0 ? timeout : limit;
    return new HttpSettings(tenant, bearerToken, username, password, headers, less, tls, proxy);
  }

  /**
   * For the constructor of the record around this one.
   *
   * @param url what stands under the key {@code url}
   * @throws IllegalArgumentException with a message for the user, if nothing can be sent there
   */
  public void checkUrl(URI url) {
    String scheme = scheme(url);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url must start with http:// or https://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("url names no host; write it like http://host:port");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url must not hold a user or password; use username and password");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("url must end with its path, without ? or #");
    }
    if (scheme.equals("http") && !tls.equals(TlsSettings.none())) {
      throw new IllegalArgumentException("tls needs a url that starts with https://");
    }
  }

  /** The URL with a protocol's own path behind its path, unless that ends with it already. */
  public static URI withPath(URI url, String path) {
    String written = String.valueOf(url.getRawPath());
    while (written.endsWith("/")) {
      written = written.substring(0, written.length() - 1);
    }
    return url.resolve(written.endsWith(path) ? written : written + path);
  }

  private static void checkProxy(URI proxy) {
    boolean alone =
        String.valueOf(proxy.getRawPath()).matches("/?")
            && proxy.getRawUserInfo() == null
            && proxy.getRawQuery() == null
            && proxy.getRawFragment() == null;
    if (!scheme(proxy).equals("http") || proxy.getHost() == null || !alone) {
      throw new IllegalArgumentException(
          "proxy must be http:// with a host and a port and nothing else, such as"
              + " http://proxy:3128");
    }
  }

  private static void checkHeader(String name, boolean hasTenant, boolean hasLogin) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (OWN_HEADERS.contains(lower)) {
      throw new IllegalArgumentException("header '" + name + "' is set by Cresset itself");
    }
    if (lower.equals("x-scope-orgid") && hasTenant) {
      throw new IllegalArgumentException("header '" + name + "' is what tenant sets already");
    }
    if (lower.equals("authorization") && hasLogin) {
      throw new IllegalArgumentException(
          "header '" + name + "' is what bearer_token or username sets already");
    }
  }

  private static String scheme(URI uri) {
    return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
  }
}

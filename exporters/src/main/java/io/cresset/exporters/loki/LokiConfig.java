package io.cresset.exporters.loki;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands under {@code exporters.loki}. */
public record LokiConfig(
    @Doc("Where Loki listens, such as http://loki:3100; /loki/api/v1/push is added if missing.")
        URI url,
    @Doc("The tenant to write to, sent as X-Scope-OrgID.") Optional<String> tenant,
    @Doc("Token for a proxy in front of Loki, sent as Authorization: Bearer.")
        Optional<Secret> bearerToken,
    @Doc("User name for basic authentication; needs password.") Optional<String> username,
    @Doc("Password for basic authentication.") Optional<Secret> password,
    @Doc("More headers for each request.") Map<String, String> headers,
    @Doc("How long one request may take, from connecting to the end of the answer.") @Default("30s")
        Duration timeout,
    @Doc("Distinct streams to make at most; further sources share the stream instance=\"other\".")
        @Default("1000")
        int maxStreams) {

  private static final String PUSH_PATH = "/loki/api/v1/push";

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

  public LokiConfig {
    headers = Map.copyOf(headers);
    checkUrl(url);
    if (username.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("username and password are needed together");
    }
    if (bearerToken.isPresent() && username.isPresent()) {
      throw new IllegalArgumentException(
          "bearer_token and username exclude each other; keep the one that Loki's proxy asks for");
    }
    for (String name : headers.keySet()) {
      checkHeader(name, tenant.isPresent(), bearerToken.isPresent() || username.isPresent());
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive");
    }
    if (maxStreams < 1) {
      throw new IllegalArgumentException("max_streams must be at least 1");
    }
  }

  private static void checkUrl(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url must start with http:// or https://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("url names no host; write it like http://loki:3100");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url must not hold a user or password; use username and password");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("url must end with its path, without ? or #");
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

  /** The address that records are posted to. */
  URI pushUrl() {
    String path = String.valueOf(url.getRawPath());
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return url.resolve(path.endsWith(PUSH_PATH) ? path : path + PUSH_PATH);
  }
}

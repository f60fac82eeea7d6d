package io.cresset.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HttpSettingsTest {
  private static final Optional<Secret> SECRET = Optional.of(new Secret(() -> "s3cret"));
  private static final Optional<Path> FILE = Optional.of(Path.of("/file.pem"));

  private static HttpSettings login(
      Optional<Secret> token, Optional<String> user, Optional<Secret> password, String... header) {
    return new HttpSettings(
        Optional.of("home"),
        token,
        user,
        password,
        header.length == 0 ? Map.of() : Map.of(header[0], "x"),
        Duration.ofSeconds(30),
        TlsSettings.none(),
        Optional.empty());
  }

  private static HttpSettings way(TlsSettings tls, Duration timeout, String proxy) {
    return new HttpSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        timeout,
        tls,
        Optional.of(proxy).filter(text -> !text.isEmpty()).map(URI::create));
  }

  private static HttpSettings proxy(String proxy) {
    return way(TlsSettings.none(), Duration.ofSeconds(1), proxy);
  }

  @Test
  void aPathIsAddedIfItIsNotThere() {
    assertThat(HttpSettings.withPath(URI.create("http://loki:3100"), "/v1/logs"))
        .isEqualTo(URI.create("http://loki:3100/v1/logs"));
    assertThat(HttpSettings.withPath(URI.create("https://[::1]/"), "/v1/logs"))
        .isEqualTo(URI.create("https://[::1]/v1/logs"));
    assertThat(HttpSettings.withPath(URI.create("http://gw/a%20b/"), "/v1/logs"))
        .isEqualTo(URI.create("http://gw/a%20b/v1/logs"));
    assertThat(HttpSettings.withPath(URI.create("http://gw/x/v1/logs/"), "/v1/logs"))
        .isEqualTo(URI.create("http://gw/x/v1/logs"));
  }

  @Test
  void aUrlThatCannotWorkIsRefused() {
    refused("start with http:// or https://", () -> url("ftp://loki/"));
    refused("names no host", () -> url("http:///x"));
    refused("must not hold a user", () -> url("http://a:b@loki:3100"));
    refused("without ? or #", () -> url("http://loki:3100/?tenant=x"));
    TlsSettings tls = new TlsSettings(FILE, Optional.empty(), Optional.empty(), Optional.empty());
    HttpSettings secure = way(tls, Duration.ofSeconds(1), "");
    refused("https://", () -> secure.checkUrl(URI.create("http://loki:3100")));
    secure.checkUrl(URI.create("https://loki:3100"));
  }

  private static void url(String url) {
    HttpSettings.plain().checkUrl(URI.create(url));
  }

  @Test
  void aLoginIsWholeAndOnlyOne() {
    refused("together", () -> login(Optional.empty(), Optional.of("me"), Optional.empty()));
    refused("together", () -> login(Optional.empty(), Optional.empty(), SECRET));
    refused("exclude each other", () -> login(SECRET, Optional.of("me"), SECRET));
  }

  @Test
  void headersThatAreSetAnywayAreRefused() {
    Optional<Secret> none = Optional.empty();
    Optional<String> nobody = Optional.empty();
    refused("set by Cresset", () -> login(none, nobody, none, "Content-Encoding"));
    refused("what tenant sets", () -> login(none, nobody, none, "X-Scope-OrgId"));
    refused("what bearer_token or username", () -> login(SECRET, nobody, none, "authorization"));
    assertThat(login(none, nobody, none, "Authorization").headers()).hasSize(1);
  }

  @Test
  void theWayIsChecked() {
    refused("timeout", () -> way(TlsSettings.none(), Duration.ZERO, ""));
    for (String wrong :
        new String[] {
          "https://p:1", "http://me:x@p:1", "http://p:1/x", "http://p:1?x", "socks://p"
        }) {
      refused("proxy must be http://", () -> proxy(wrong));
    }
    assertThat(proxy("http://proxy:3128/").proxy()).isPresent();
    refused("needed together", () -> certificate(FILE, Optional.empty()));
    refused("needed together", () -> certificate(Optional.empty(), FILE));
    refused(
        "server_name",
        () ->
            new TlsSettings(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("a b")));
  }

  private static void certificate(Optional<Path> certificate, Optional<Path> key) {
    new TlsSettings(Optional.empty(), certificate, key, Optional.empty());
  }

  @Test
  void secretsAreNotShown() {
    assertThat(login(SECRET, Optional.empty(), Optional.empty()).toString())
        .doesNotContain("s3cret");
  }

  private static void refused(String words, Runnable wrong) {
    assertThatThrownBy(wrong::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}

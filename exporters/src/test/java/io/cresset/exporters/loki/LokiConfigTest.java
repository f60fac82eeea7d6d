package io.cresset.exporters.loki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.config.Secret;
import io.cresset.api.export.ExporterFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class LokiConfigTest {
  private static final Optional<Secret> SECRET = Optional.of(new Secret(() -> "s3cret"));

  private static LokiConfig url(String url) {
    return config(url, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  private static LokiConfig config(
      String url,
      Optional<Secret> token,
      Optional<String> user,
      Optional<Secret> password,
      Map<String, String> headers) {
    return new LokiConfig(
        URI.create(url),
        Optional.of("home"),
        token,
        user,
        password,
        headers,
        Duration.ofSeconds(30),
        1000);
  }

  @Test
  void thePushPathIsAddedIfItIsNotThere() {
    assertThat(url("http://loki:3100").pushUrl())
        .isEqualTo(URI.create("http://loki:3100/loki/api/v1/push"));
    assertThat(url("https://[::1]/").pushUrl())
        .isEqualTo(URI.create("https://[::1]/loki/api/v1/push"));
    assertThat(url("http://gw/a%20b/").pushUrl())
        .isEqualTo(URI.create("http://gw/a%20b/loki/api/v1/push"));
    assertThat(url("http://gw/x/loki/api/v1/push/").pushUrl())
        .isEqualTo(URI.create("http://gw/x/loki/api/v1/push"));
  }

  @Test
  void whatCannotWorkIsRefused() {
    expect("start with http:// or https://", () -> url("ftp://loki/"));
    expect("names no host", () -> url("http:///x"));
    expect("must not hold a user", () -> url("http://a:b@loki:3100"));
    expect("without ? or #", () -> url("http://loki:3100/?tenant=x"));
    expect("needed together", () -> login(Optional.empty(), Optional.of("me"), Optional.empty()));
    expect("needed together", () -> login(Optional.empty(), Optional.empty(), SECRET));
    expect("exclude each other", () -> login(SECRET, Optional.of("me"), SECRET));
    expect("set by Cresset itself", () -> headers(Optional.empty(), "Content-Encoding"));
    expect("what tenant sets", () -> headers(Optional.empty(), "X-Scope-OrgId"));
    expect("what bearer_token or username sets", () -> headers(SECRET, "authorization"));
    expect("timeout must be positive", () -> limits(Duration.ZERO, 1000));
    expect("max_streams", () -> limits(Duration.ofSeconds(1), 0));
    assertThat(headers(Optional.empty(), "Authorization").headers()).hasSize(1);
  }

  private static void login(Optional<Secret> token, Optional<String> user, Optional<Secret> pass) {
    config("http://loki:3100", token, user, pass, Map.of());
  }

  private static LokiConfig headers(Optional<Secret> token, String header) {
    return config(
        "http://loki:3100", token, Optional.empty(), Optional.empty(), Map.of(header, "x"));
  }

  private static void limits(Duration timeout, int maxStreams) {
    new LokiConfig(
        URI.create("http://loki:3100"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        timeout,
        maxStreams);
  }

  private static void expect(String words, Runnable wrong) {
    assertThatThrownBy(wrong::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  @SuppressWarnings("rawtypes") // ServiceLoader knows no wildcards
  void theFactoriesAreFound() {
    assertThat(ServiceLoader.load(ExporterFactory.class).stream().map(p -> p.get().kind()))
        .contains("loki", "prometheus");
  }
}

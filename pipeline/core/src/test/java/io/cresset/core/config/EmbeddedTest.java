package io.cresset.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.Default;
import io.cresset.api.config.Embedded;
import io.cresset.api.http.HttpSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record whose keys stand among those of the one around it, as every HTTP destination has it. */
class EmbeddedTest {

  record Destination(URI url, @Embedded HttpSettings settings, @Default("5") int most) {
    Destination {
      settings.checkUrl(url);
      if (most < 1) {
        throw new IllegalArgumentException("most must be at least 1");
      }
    }
  }

  @Test
  void itsKeysStandBesideTheOthers() {
    Problems problems = new Problems();
    Destination made =
        bind(
                """
                url: https://far
                tenant: home
                username: me
                password: ${env:WORD}
                headers: { X-A: b }
                timeout: 5s
                tls: { ca_file: /ca.pem }
                proxy: http://proxy:3128
                most: 7
                """,
                problems)
            .orElseThrow();
    assertThat(problems.list()).isEmpty();
    HttpSettings settings = made.settings();
    assertThat(settings.tenant()).contains("home");
    assertThat(settings.username()).contains("me");
    assertThat(settings.password().orElseThrow().reveal()).isEqualTo("sesame");
    assertThat(settings.headers()).containsExactly(Map.entry("X-A", "b"));
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.tls().caFile()).contains(Path.of("/ca.pem"));
    assertThat(settings.proxy()).contains(URI.create("http://proxy:3128"));
    assertThat(made.most()).isEqualTo(7);
  }

  @Test
  void itMayBeLeftOut() {
    assertThat(bind("url: http://far", new Problems()))
        .contains(new Destination(URI.create("http://far"), HttpSettings.plain(), 5));
  }

  /** A file on one line, and all that is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          url: http://a, tenant: x, bearer_token: "${env:WORD}"    |
          url: http://a, tenent: x                                 | 1:16 tenent: unknown key; did you mean 'tenant'?
          url: http://a, settings: {}                              | 1:16 settings: unknown key
          url: http://a, timeout: 0s, most: 0                      | 1:25 timeout: must be positive ## 1:35 most: must be at least 1
          url: ftp://a, timeout: 0s                                | 1:6 url: must start with http:// ## 1:24 timeout: must be positive
          timeout: x, most: 0                                      | 1:0 url: is required ## 1:10 timeout: 'x' is not a duration ## 1:19 most: must be
          url: http://a, tls: { ca_file: /x }                      | 1:21 : tls needs a url that starts with https://
          url: https://a, tls: { cert_file: /x }                   | 1:35 tls: cert_file and key_file are needed together
          url: http://a, username: u, password: "${env:WORD}", bearer_token: "${env:WORD}" | 1:26 : bearer_token and username exclude each other
          url: http://a, username: u                               | 1:26 : username and password are needed together
          url: http://a, headers: { Host: x }                      | 1:25 headers: header 'Host' is set by Cresset itself
          """)
  void eachMistakeIsToldOnceWhereItIs(String file, @Nullable String said) {
    Problems problems = new Problems();
    Optional<Destination> made = bind("{" + file + "}", problems);
    List<String> expected = said == null ? List.of() : List.of(said.split(" ## "));
    assertThat(made.isPresent()).isEqualTo(expected.isEmpty());
    List<String> told =
        problems.list().stream()
            .map(p -> "1:" + (p.position().column() - 1) + " " + p.key() + ": " + p.message())
            .toList();
    assertThat(told).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(told.get(i)).startsWith(expected.get(i));
    }
  }

  private static Optional<Destination> bind(String text, Problems problems) {
    YamlNode nothing = new YamlNode.Scalar(new Position("test.yaml", 1, 1), "", false);
    YamlNode node = YamlReader.read("test.yaml", text, problems).orElse(nothing);
    References references = new References(Map.of("WORD", "sesame"));
    return new RecordBinder(references, problems).bind(Destination.class, node, "", Set.of());
  }
}

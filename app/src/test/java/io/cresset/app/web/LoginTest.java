package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.Secret;
import io.cresset.api.http.HttpRoutes.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginTest {
  private final AtomicReference<String> password = new AtomicReference<>("geh:eim");
  private final AtomicReference<String> bearer = new AtomicReference<>("t0ken");
  private final Login login =
      new Login(
          Map.of("ünal", new Secret(password::get), "empty", new Secret(() -> "")),
          Optional.of(new Secret(bearer::get)),
          Login.Certificate.IGNORED);

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private boolean admits(String... authorization) {
    Request request =
        new Request("GET", "/", Map.of(), Map.of("Authorization", List.of(authorization)));
    return login.refusal(request, false).isEmpty();
  }

  @Test
  void whoKnowsASecretMayLook() {
    assertThat(admits(basic("ünal:geh:eim"))).isTrue();
    assertThat(admits("Bearer t0ken")).isTrue();
    assertThat(admits("bearer   t0ken ")).isTrue();
    password.set("another");
    bearer.set("rotated");
    assertThat(admits(basic("ünal:geh:eim"))).isFalse();
    assertThat(admits(basic("ünal:another"))).isTrue();
    assertThat(admits("Bearer t0ken")).isFalse();
    assertThat(admits("Bearer rotated")).isTrue();
  }

  @Test
  void nobodyElseMay() {
    assertThat(admits()).isFalse();
    assertThat(admits("")).isFalse();
    assertThat(admits("Basic")).isFalse();
    assertThat(admits("Basic !!!")).isFalse();
    assertThat(admits(basic("ünal"))).isFalse();
    assertThat(admits(basic("ünal:"))).isFalse();
    assertThat(admits(basic(":geh:eim"))).isFalse();
    assertThat(admits(basic("unal:geh:eim"))).isFalse();
    assertThat(admits(basic("empty:"))).isFalse();
    assertThat(admits("Bearer geh:eim")).isFalse();
    assertThat(admits("Digest t0ken")).isFalse();
    assertThat(admits("Bearer t0ken", "Bearer t0ken")).isFalse();
    bearer.set("");
    assertThat(admits("Bearer ")).isFalse();
  }

  @Test
  void theRefusalSaysHowToLogIn() {
    Request request = new Request("GET", "/", Map.of(), Map.of());
    assertThat(login.refusal(request, true).orElseThrow().headers())
        .containsEntry(
            "WWW-Authenticate",
            "Basic realm=\"Cresset\", charset=\"UTF-8\", Bearer realm=\"Cresset\"");
    assertThat(Login.open().refusal(request, false)).isEmpty();
    assertThat(login).asString().doesNotContain("eim", "t0ken");
  }
}

package io.cresset.app.web;

import io.cresset.api.config.Secret;
import io.cresset.api.http.HttpRoutes.Request;
import io.cresset.api.http.HttpRoutes.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may look: RFC 7617 and RFC 6750. Secrets are asked for each time, because their files may
 * change, and compared in constant time.
 *
 * @param basic passwords by user
 * @param bearer a token
 * @param certificate what a client's certificate is for
 */
public record Login(Map<String, Secret> basic, Optional<Secret> bearer, Certificate certificate) {

  /** What a client's certificate, if it has shown one, is for. */
  public enum Certificate {
    /** Nothing. */
    IGNORED,
    /** As good as a password. */
    SUFFICIENT,
    /** Needed, besides a password if there are any. */
    REQUIRED
  }

  public Login {
    basic = Map.copyOf(basic);
  }

  /** Everybody may look. */
  public static Login open() {
    return new Login(Map.of(), Optional.empty(), Certificate.IGNORED);
  }

  /**
   * @param certified whether the client has shown a certificate that is trusted
   * @return what to answer instead; empty for who may look
   */
  Optional<Response> refusal(Request request, boolean certified) {
    if (certificate == Certificate.REQUIRED && !certified) {
      return Optional.of(Response.text(403, "this needs a client certificate\n"));
    }
    boolean nothingAsked = basic.isEmpty() && bearer.isEmpty();
    if (nothingAsked || certified && certificate == Certificate.SUFFICIENT || knows(request)) {
      return Optional.empty();
    }
    List<String> challenges = new ArrayList<>();
    if (!basic.isEmpty()) {
      challenges.add("Basic realm=\"Cresset\", charset=\"UTF-8\"");
    }
    if (bearer.isPresent()) {
      challenges.add("Bearer realm=\"Cresset\"");
    }
    return Optional.of(
        Response.text(401, "this needs a login\n")
            .with("WWW-Authenticate", String.join(", ", challenges)));
  }

  private boolean knows(Request request) {
    List<String> headers = request.headers().getOrDefault("authorization", List.of());
    String[] words = headers.size() == 1 ? headers.getFirst().split(" +", 2) : new String[0];
    if (words.length != 2) {
      return false;
    }
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "basic" -> knowsPassword(words[1].strip());
      case "bearer" -> bearer.isPresent() && same(words[1].strip(), bearer.get());
      case String _ -> false;
    };
  }

  private boolean knowsPassword(String base64) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return false;
    }
    int colon = pair.indexOf(':');
    Secret password = colon < 0 ? null : basic.get(pair.substring(0, colon));
    return password != null && same(pair.substring(colon + 1), password);
  }

  /** An empty secret lets nobody in. */
  private static boolean same(String given, Secret secret) {
    String wanted = secret.reveal();
    return !wanted.isEmpty()
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
  }
}

package io.cresset.api.http;

import io.cresset.api.Time;
import io.cresset.api.config.Secret;
import io.cresset.api.http.HttpClient.Request;
import io.cresset.api.http.HttpClient.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One address of a destination, as a sink uses it: posts there with the headers, the login, the
 * certificates and the proxy that the settings name, and puts answers into words, which name the
 * setting that helps and show no secret. For one thread at a time.
 *
 * <pre>
 * http://loki:3100/loki/api/v1/push answered 401: no org id; set exporters.loki.bearer_token, or ...
 * </pre>
 */
public final class DestinationClient {
  /** Of an answer, no more is read. */
  public static final int MAX_ANSWER_BYTES = 64 * 1024;

  /** Longest answer that stands in a message. */
  public static final int MAX_REASON_CHARS = 1000;

  /** A destination that wants to be left alone for longer is asked again after this. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  /** Values of configured headers from this length on are taken for secrets. */
  private static final int SECRET_CHARS = 8;

  private final String name;
  private final String keys;
  private final URI url;
  private final HttpSettings settings;
  private final HttpClient http;
  private final Time time;
  private List<String> secrets = List.of();

  /**
   * @param name what the destination is called in sentences, such as {@code Loki}
   * @param component whose settings the remedies name
   * @param http the program's client; what {@code settings} say about the way is not yet in it
   */
  public DestinationClient(
      String name, String component, URI url, HttpSettings settings, HttpClient http, Time time) {
    this.name = name;
    this.keys = "exporters." + component.replace('/', '.');
    this.url = url;
    this.settings = settings;
    this.http = http.with(settings.tls(), settings.proxy());
    this.time = time;
  }

  public URI url() {
    return url;
  }

  /**
   * Posts a body.
   *
   * @param headers what the protocol asks for
   * @throws IOException if there was no complete answer; see {@link #unreachable}
   */
  public Response post(Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    Map<String, String> all = headers(headers);
    return http.send(new Request("POST", url, all, body, settings.timeout(), MAX_ANSWER_BYTES));
  }

  private Map<String, String> headers(Map<String, String> ofProtocol) {
    List<String> hidden = new ArrayList<>();
    Map<String, String> headers = new HashMap<>(settings.headers());
    headers.values().stream().filter(value -> value.length() >= SECRET_CHARS).forEach(hidden::add);
    headers.putAll(ofProtocol);
    settings.tenant().ifPresent(tenant -> headers.put("X-Scope-OrgID", tenant));
    if (settings.bearerToken().isPresent()) {
      String token = settings.bearerToken().get().reveal().strip();
      hidden.add(token);
      headers.put("Authorization", "Bearer " + token);
    }
    if (settings.username().isPresent()) {
      String password = settings.password().map(Secret::reveal).orElse("").strip();
      String login = settings.username().get() + ":" + password;
      String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
      hidden.add(encoded);
      hidden.add(password);
      headers.put("Authorization", "Basic " + encoded);
    }
    secrets = hidden;
    return headers;
  }

  /** The body of an answer to the last post as words on one line; of a web page only its words. */
  public String text(Response response) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return oneLine(Verdict.isWebPage(response) ? body.replaceAll("<[^>]*>", " ") : body);
  }

  /** Words of the destination on one line, cut, without what the last post must not show. */
  public String oneLine(String words) {
    String text = words;
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        text = text.replace(secret, "***");
      }
    }
    text = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return text.length() > MAX_REASON_CHARS ? text.substring(0, MAX_REASON_CHARS) + "..." : text;
  }

  /** What was answered, and what to do about it if that is plain from the status. */
  public String said(Response response, String text) {
    return url
        + " answered "
        + response.status()
        + (text.isEmpty() ? "" : ": " + text)
        + remedy(response);
  }

  /** No answer at all. */
  public String unreachable(IOException failure) {
    return "cannot push to "
        + url
        + ": "
        + failure.getMessage()
        + "; check that "
        + name
        + " runs there and that "
        + keys
        + ".url is right";
  }

  private String remedy(Response response) {
    return switch (response.status()) {
      case 200, 201, 202, 203, 204, 206 ->
          "; check " + keys + ".url, that is a web page and not " + name;
      case 401 -> "; set " + keys + ".bearer_token, or .username and .password";
      case 403 -> "; check what " + keys + ".tenant and its login may write";
      case 404, 405 -> "; check " + keys + ".url, " + name + " takes nothing there";
      case 301, 302, 303, 307, 308 ->
          "; it wants to be asked at "
              + response.header("location").map(this::oneLine).orElse("another address")
              + ": set that as "
              + keys
              + ".url";
      case 407 -> "; the proxy of " + keys + ".proxy asks for a login, which it must not";
      case 415 -> "; check " + keys + ".url, what answers there is no " + name;
      default -> "";
    };
  }

  /**
   * How long an answer asks to be left alone: seconds or a date by RFC 9110 section 10.2.3; zero if
   * it says neither.
   */
  public Duration retryAfter(Response response) {
    String text = response.header("retry-after").orElse("").strip();
    Duration after = Duration.ZERO;
    if (text.matches("\\d{1,18}")) {
      after = Duration.ofSeconds(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      try {
        Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        after = Duration.between(Instant.EPOCH.plusNanos(time.unixNanos()), until);
      } catch (DateTimeParseException _) {
        return Duration.ZERO;
      }
    }
    if (after.isNegative()) {
      return Duration.ZERO;
    }
    return after.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : after;
  }
}

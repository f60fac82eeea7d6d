package io.cresset.api.check;

import io.cresset.api.http.DestinationClient;
import io.cresset.api.http.HttpClient.Response;
import io.cresset.api.http.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The address that a sink posts to, asked to take nothing: a request that is whole and holds no
 * record. So its path, its login and its certificate are those that count, and nothing is stored.
 * The answer tells of three things: whether it can be reached, whether the login is accepted, and
 * what time it is there.
 *
 * @param destination what it is called in sentences, such as {@code Loki}
 * @param about behind the words url, login and clock, where a sink has several; or empty
 * @param nothing the body of a request without records
 * @param hints what more can be said about some answers; the first that fits counts
 * @param refusesWrongTimes whether it refuses what comes with times that are far off
 */
public record DestinationDoor(
    String destination,
    String about,
    URI url,
    HttpSettings settings,
    Map<String, String> headers,
    byte[] nothing,
    List<Hint> hints,
    boolean refusesWrongTimes) {
  private static final Duration MARGIN = Duration.ofMillis(500);

  /**
   * What an answer means that is known by its words.
   *
   * @param words that are in its text, in lower case
   */
  public record Hint(int status, String words, String remedy) {}

  public DestinationDoor {
    headers = Map.copyOf(headers);
    hints = List.copyOf(hints);
  }

  /** The files that the settings name, without asking anybody. */
  public static List<Door> files(HttpSettings settings, DoorContext context) {
    List<Door> doors = new ArrayList<>();
    settings
        .tls()
        .caFile()
        .ifPresent(file -> doors.add(PathDoor.readable(file, "tls.ca_file", context)));
    settings
        .tls()
        .certFile()
        .ifPresent(file -> doors.add(CertificateDoor.good(file, "tls.cert_file", context)));
    settings
        .tls()
        .keyFile()
        .ifPresent(file -> doors.add(PathDoor.readable(file, "tls.key_file", context)));
    return doors;
  }

  public Door door(DoorContext context) {
    return Door.remote(named("url"), () -> open(context));
  }

  private String named(String what) {
    return about.isEmpty() ? what : what + " " + about;
  }

  private List<Finding> open(DoorContext context) throws InterruptedException {
    DestinationClient client =
        new DestinationClient(
            destination,
            context.component(),
            url,
            settings.within(context.limit().minus(MARGIN)),
            context.http(),
            context.time());
    Instant asked = now(context);
    Response answer;
    try {
      answer = client.post(headers, nothing);
    } catch (IOException e) {
      Unreached unreached = new Unreached(destination, url, settings.proxy().isPresent(), context);
      return List.of(
          Finding.fail(
              named("url"),
              "cannot reach " + url + ": " + client.oneLine(Unreached.detail(e)),
              unreached.remedy(e)));
    }
    Instant answered = now(context);
    List<Finding> findings = new ArrayList<>(said(answer, client, context));
    findings.add(
        ClockDifference.of(answer, asked, answered)
            .map(it -> it.finding(named("clock"), destination, refusesWrongTimes))
            .orElseGet(
                () -> Finding.ok(named("clock"), destination + " does not say what time it is")));
    return findings;
  }

  private static Instant now(DoorContext context) {
    return Instant.EPOCH.plusNanos(context.time().unixNanos());
  }

  private List<Finding> said(Response answer, DestinationClient client, DoorContext context) {
    String text = client.text(answer);
    String said = url + " answered " + answer.status() + (text.isEmpty() ? "" : ": " + text);
    String key = context.key("url");
    String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    int status = answer.status();
    // 422 is about the records, of which there are none: whoever says so has let the request in.
    if (status == 422 || (status >= 200 && status < 300 && !type.contains("html"))) {
      return List.of(
          Finding.ok(named("url"), url + " answers"), Finding.ok(named("login"), accepted()));
    }
    if (status == 401 || status == 403) {
      return List.of(
          Finding.ok(named("url"), url + " answers"),
          Finding.fail(named("login"), said, login(status, context)));
    }
    for (Hint hint : hints) {
      if (hint.status == status && text.toLowerCase(Locale.ROOT).contains(hint.words)) {
        return List.of(Finding.fail(named("url"), said, hint.remedy));
      }
    }
    return List.of(
        switch (status) {
          case 301, 302, 303, 307, 308 ->
              Finding.fail(
                  named("url"),
                  said,
                  "set "
                      + key
                      + " to where it points: "
                      + client.oneLine(answer.header("location").orElse("it does not say where")));
          case 407 ->
              Finding.fail(
                  named("url"),
                  said,
                  "let the proxy of " + context.key("proxy") + " not ask for a login");
          case 400 ->
              text.contains("HTTP request to an HTTPS server")
                  ? Finding.fail(named("url"), said, "write https:// in " + key)
                  : Finding.warn(
                      named("url"),
                      said,
                      "it did not like a request without records; check "
                          + key
                          + " if it refuses real ones too");
          case 408, 429 ->
              Finding.warn(
                  named("url"), said, "try again later, or raise the limits of " + destination);
          default ->
              status >= 500
                  ? Finding.fail(
                      named("url"),
                      said,
                      "see the log of " + destination + ", or of what stands before it")
                  : Finding.fail(
                      named("url"), said, "check " + key + ": " + destination + " is not there");
        });
  }

  private String accepted() {
    if (settings.bearerToken().isPresent()) {
      return "bearer_token is accepted";
    }
    return settings
        .username()
        .map(user -> "user " + user + " is accepted")
        .orElse("none is asked for");
  }

  private String login(int status, DoorContext context) {
    String named =
        settings.bearerToken().isPresent()
            ? context.key("bearer_token")
            : context.key("username") + " and " + context.key("password");
    boolean without = settings.bearerToken().isEmpty() && settings.username().isEmpty();
    if (without && !settings.headers().containsKey("Authorization")) {
      // The client has no text of a 401, so it cannot tell whether a tenant is what is missing.
      return "set "
          + context.key("bearer_token")
          + ", or "
          + named
          + (settings.tenant().isEmpty()
              ? "; or " + context.key("tenant") + " if " + destination + " has several"
              : "");
    }
    return status == 401
        ? "put " + named + " right"
        : "let this login write there, or put " + context.key("tenant") + " or " + named + " right";
  }
}

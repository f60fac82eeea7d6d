package io.cresset.app.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Chromium with one empty tab, spoken to by the Chrome DevTools Protocol over its WebSocket.
 * It can reach this machine only.
 */
final class Browser implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProcess process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private final String session;

  private Browser(PeerProcess process, URI address) {
    this.process = process;
    this.socket = http.newWebSocketBuilder().buildAsync(address, new Messages()).join();
    String target =
        call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    this.session =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Starts one; the test ends here if there is none. */
  static Browser start() {
    Path chromium = Peers.require("chromium");
    try {
      // Not in a folder of JUnit's: its children may write for a moment longer than it lives.
      Path folder =
          Files.createTempDirectory(Files.createDirectories(Path.of("target", "browser")), "run");
      PeerProcess process =
          PeerProcess.start(
              folder,
              Map.of("HOME", folder.toAbsolutePath().toString()),
              List.of(
                  chromium.toString(),
                  "--headless=new",
                  "--no-sandbox", // which root cannot have
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                  "--user-data-dir=" + folder.resolve("profile").toAbsolutePath(),
                  "--remote-debugging-port=0",
                  "about:blank"));
      try {
        Eventually.holds(
            "Chromium listens",
            60_000_000_000L,
            () -> ADDRESS.matcher(process.output()).find() || !process.process().isAlive());
        Matcher address = ADDRESS.matcher(process.output());
        if (!address.find()) {
          throw new AssertionError("Chromium ended:\n" + process.output());
        }
        return new Browser(process, URI.create(address.group(1)));
      } catch (RuntimeException | Error e) {
        process.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that comes: answers by their number, events as they are. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        take(parts.toString());
        parts.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void take(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture<JsonNode> asked = waiting.remove(message.path("id").asInt(-1));
    if (asked == null) {
      events.add(message);
    } else if (message.has("error")) {
      asked.completeExceptionally(new AssertionError(message.toString()));
    } else {
      asked.complete(message.path("result"));
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return call(session, method, parameters);
  }

  private JsonNode call(String session, String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    WebSocket _ = socket.sendText(message.toString(), true).join();
    try {
      return answer.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + ": " + e, e);
    }
  }

  /** Of a phone or a screen, in CSS pixels. */
  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", width < 600));
  }

  /**
   * @param scheme {@code light} or {@code dark}
   */
  void prefers(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Opens a page and waits until everything that it asks for is there. */
  void open(URI page) {
    long before = count("Page.loadEventFired");
    call("Page.navigate", Map.of("url", page.toString()));
    Eventually.holds(page + " is loaded", () -> count("Page.loadEventFired") > before);
  }

  private long count(String method) {
    return events.stream().filter(event -> event.path("method").asText().equals(method)).count();
  }

  /** What a script in the page comes to. */
  JsonNode evaluate(String script) {
    JsonNode answer = call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(answer.toString());
    }
    return answer.path("result").path("value");
  }

  /** The addresses of everything that was asked for. */
  List<String> requests() {
    return of("Network.requestWillBeSent").map(event -> event.at("/request/url").asText()).toList();
  }

  /** Everything that went to the console, by the page or by the browser about it. */
  List<String> complaints() {
    return events.stream()
        .filter(
            event ->
                List.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
                    .contains(event.path("method").asText()))
        .map(event -> event.path("params").toString())
        .toList();
  }

  private java.util.stream.Stream<JsonNode> of(String method) {
    return events.stream()
        .filter(event -> event.path("method").asText().equals(method))
        .map(event -> event.path("params"));
  }

  /** The whole page as PNG. */
  void screenshot(Path file) {
    JsonNode shot =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    process.close();
  }
}

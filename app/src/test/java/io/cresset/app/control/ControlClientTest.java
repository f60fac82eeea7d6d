package io.cresset.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import io.cresset.app.control.ControlRoutes.Answer;
import io.cresset.app.web.WebServer;
import io.cresset.app.web.WebSettings;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client, a file and a real web server. */
class ControlClientTest {
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path dir;

  private final RecordingLogger logger = new RecordingLogger();
  private final ControlToken token = ControlToken.random();
  private WebServer server = bound();

  private WebServer bound() {
    try {
      return WebServer.bind(
          WebSettings.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
          token,
          new SystemTime(),
          logger);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ControlPlaces places(long uid) {
    return ControlPlaces.of(
        Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString()),
        dir.resolve("none"),
        dir.resolve("none"),
        uid);
  }

  private ControlPlaces places() {
    return places(new UnixSystem().getUid());
  }

  private ControlClient client() throws ControlUnavailable {
    ControlFile _ = ControlFile.leave(places(), server.address(), Optional.empty(), token, logger);
    return ControlClient.find(places(), OptionalInt.empty());
  }

  private void leave(int port, long pid) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("run/control"));
    Files.writeString(
        folder.resolve(Integer.toString(port)),
        new Instance(pid, URI.create("http://127.0.0.1:" + port), token, Optional.empty()).text());
  }

  private String nobody(OptionalInt port) {
    try {
      return ControlClient.find(places(), port).url();
    } catch (ControlUnavailable e) {
      return e.getMessage();
    }
  }

  @Test
  void findsTheOneThatIsMeant() throws IOException {
    assertThat(nobody(OptionalInt.empty()))
        .isEqualTo("no Cresset runs here for this user; start one: cresset run");
    leave(9464, Long.MAX_VALUE);
    Files.writeString(dir.resolve("run/control/1"), "what is this?\n");
    assertThat(nobody(OptionalInt.empty())).startsWith("no Cresset runs here");

    leave(9465, SELF);
    assertThat(nobody(OptionalInt.empty())).isEqualTo("http://127.0.0.1:9465");
    assertThat(nobody(OptionalInt.of(9465))).isEqualTo("http://127.0.0.1:9465");
    assertThat(nobody(OptionalInt.of(9464)))
        .isEqualTo(
            "no Cresset with the web port 9464 of this configuration runs here, but one with 9465;"
                + " name its configuration: --config FILE");

    leave(9463, SELF);
    assertThat(nobody(OptionalInt.empty()))
        .isEqualTo(
            "several Cresset run here, with the web ports 9463, 9465; say which one by its"
                + " configuration: --config FILE");
    assertThat(nobody(OptionalInt.of(9463))).isEqualTo("http://127.0.0.1:9463");
  }

  @Test
  void anotherUsersIsNamedAndNotBelieved() throws IOException {
    leave(9464, SELF);
    assertThatThrownBy(() -> ControlClient.find(places(4711), OptionalInt.empty()))
        .hasMessageStartingWith("another user's Cresset can be asked only by that user or root: ")
        .hasMessageContaining(dir.resolve("run/control").toString())
        .hasMessageEndingWith("run this as that user");
    // Root may read everybody's.
    assertThat(nobody(OptionalInt.empty())).isEqualTo("http://127.0.0.1:9464");
  }

  @Test
  void asksWithTheToken() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    server
        .control()
        .post(
            "/-/reload",
            request -> {
              asked.add(request.method() + " " + request.query());
              return Answer.text(409, "the file is wrong\n");
            });
    ControlClient client = client();
    assertThat(client.ask("POST", "/-/reload?now=1"))
        .isEqualTo(
            new ControlClient.Reply(409, "text/plain; charset=utf-8", "the file is wrong\n"));
    assertThat(asked).containsExactly("POST {now=1}");
    assertThat(client.pid()).isEqualTo(SELF);
    assertThat(client.ask("GET", "/-/reload").status()).isEqualTo(405);
    assertThat(client.ask("GET", "/-/nothing").status()).isEqualTo(404);
    assertThat(asked).hasSize(1);
  }

  @Test
  void withoutTheTokenNothingIsAnswered() throws Exception {
    server.control().get("/-/status", _ -> Answer.json(200, "{}"));
    assertThat(status("", "GET")).isEqualTo(401);
    assertThat(status("Bearer " + ControlToken.random().reveal(), "GET")).isEqualTo(401);
    assertThat(status("Basic " + token.reveal(), "GET")).isEqualTo(401);
    assertThat(status("", "DELETE")).isEqualTo(401);
    assertThat(status("Bearer " + token.reveal(), "GET")).isEqualTo(200);
    assertThat(status("Bearer " + token.reveal(), "DELETE")).isEqualTo(405);

    ControlFile.leave(places(), server.address(), Optional.empty(), ControlToken.random(), logger);
    ControlClient wrong = ControlClient.find(places(), OptionalInt.empty());
    assertThatThrownBy(() -> wrong.ask("GET", "/-/status"))
        .isInstanceOf(ControlUnavailable.class)
        .hasMessageContaining("does not know the token of process " + SELF)
        .hasMessageNotContaining(token.reveal());
    assertThatThrownBy(() -> wrong.stream("/-/status", _ -> {}))
        .hasMessageContaining("does not know the token");
  }

  private int status(String authorization, String method) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/-/status");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setReadTimeout(30_000);
    connection.setRequestMethod(method);
    if (!authorization.isEmpty()) {
      connection.setRequestProperty("Authorization", authorization);
    }
    return connection.getResponseCode();
  }

  @Test
  void aStreamComesAsItIsWritten() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    CountDownLatch seen = new CountDownLatch(1);
    server
        .control()
        .get(
            "/-/tap",
            _ ->
                new Answer.Streamed(
                    "text/plain; charset=utf-8",
                    out -> {
                      out.write("one é\n".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      if (seen.await(30, TimeUnit.SECONDS)) {
                        out.write("two\nthree\n".getBytes(StandardCharsets.UTF_8));
                      }
                    }));
    client().stream(
        "/-/tap",
        line -> {
          lines.add(line);
          seen.countDown();
        });
    assertThat(lines).containsExactly("one é", "two", "three");
  }

  @Test
  void aStreamEndsWithTheProgram() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    server
        .control()
        .get(
            "/-/tap",
            _ ->
                new Answer.Streamed(
                    "text/plain",
                    out -> {
                      out.write("here\n".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      never.await();
                    }));
    List<String> lines = new CopyOnWriteArrayList<>();
    client().stream(
        "/-/tap",
        line -> {
          lines.add(line);
          server.close();
        });
    assertThat(lines).containsExactly("here");
    assertThat(logger.lines()).noneMatch(line -> line.startsWith("ERROR"));
  }

  @Test
  void aStreamThatIsRefusedSaysWhy() throws Exception {
    server.control().get("/-/tap", _ -> Answer.text(400, "no component 'x'\n"));
    ControlClient client = client();
    assertThatThrownBy(() -> client.stream("/-/tap", _ -> {}))
        .isInstanceOf(ControlUnavailable.class)
        .hasMessage("no component 'x'");
  }

  @Test
  void oneThatIsSaidToRunAndDoesNotListenIsNamed() throws Exception {
    ControlClient client = client();
    server.close();
    assertThatThrownBy(() -> client.ask("GET", "/-/status"))
        .hasMessageContaining("process " + SELF + " at " + client.url())
        .hasMessageContaining("does not listen there");
  }
}

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the AOT cache of the packaged program (JEP 483, 514): starts it with the launcher, so with
 * exactly the flags and the class path of every later start, lets it do what it does all day, stops
 * it, and the JVM keeps which classes that took. The build runs it, as {@code java Training.java
 * LAUNCHER CACHE}.
 *
 * <p>Without the cache the program does the same, only its start is slower. So a machine on which
 * the training does not work gets a line that says why, and no failed build; {@code AotCacheIT}
 * requires it where tests run.
 */
public final class Training {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int LINES = 60_000;
  private static final int SCRAPES = 20;

  /**
   * Without profiles (JEP 515): with them the compiler begins at once with what is hot somewhere,
   * not here. A first minute took more of the CPU with them than without, and memory besides.
   */
  private static final String OPTIONS =
      "-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -Xlog:disable";

  private static final Pattern PAGE = Pattern.compile("; page (http://127\\.0\\.0\\.1:\\d+/)");
  private static final Pattern SYSLOG = Pattern.compile("listening on tcp 127\\.0\\.0\\.1:(\\d+)");

  private final Path launcher;
  private final Path folder;
  private final Path output;
  private final AtomicLong deliveredBytes = new AtomicLong();

  private Training(Path launcher, Path folder) {
    this.launcher = launcher;
    this.folder = folder;
    this.output = folder.resolve("output");
  }

  public static void main(String[] arguments) throws IOException {
    Path cache = Path.of(arguments[1]);
    Path folder = Files.createTempDirectory("cresset-training");
    try {
      new Training(Path.of(arguments[0]), folder).make(cache);
    } catch (IOException | IllegalStateException e) {
      System.err.println("no AOT cache, so Cresset will start slower: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      delete(folder);
    }
  }

  private void make(Path cache) throws IOException, InterruptedException {
    Path made = folder.resolve("cresset.aot");
    HttpServer loki =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    loki.createContext("/", this::take);
    loki.start();
    try {
      Process program = start(loki.getAddress().getPort(), made);
      try {
        work(program);
        program.destroy();
        if (!program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException("the program did not end");
        }
      } finally {
        program.destroyForcibly();
      }
      if (program.exitValue() != 0 || !Files.exists(made)) {
        throw new IllegalStateException("it ended with " + program.exitValue() + ": " + said());
      }
    } finally {
      loki.stop(0);
    }
    // In two steps, since folders for temporary files are often file systems of their own: a start
    // sees all of it.
    Path next = cache.resolveSibling(cache.getFileName() + ".next");
    Files.copy(made, next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What many run: this machine, its logs and its containers', a device's syslog, Loki. */
  private Process start(int lokiPort, Path made) throws IOException {
    Files.writeString(folder.resolve("app.log"), lines(LINES / 3, "level=info path=/orders"));
    Path pod = folder.resolve("pods/default_web_00000000-0000-4000-8000-000000000000/nginx");
    Files.writeString(
        Files.createDirectories(pod).resolve("0.log"),
        lines(LINES / 3, "2026-01-01T00:00:00.000000000Z stdout F level=info"));
    Path config = folder.resolve("cresset.yaml");
    Files.writeString(
        config,
        String.join(
            "\n",
            "data: " + folder + "/data",
            "web: { listen: 127.0.0.1:0 }",
            "collectors:",
            "  node: {}",
            "  files: [{ name: app, include: [" + folder + "/*.log] }]",
            "  containers: { root: " + folder + "/pods }",
            "  syslog: { listen: ['tcp://127.0.0.1:0'] }",
            "exporters:",
            "  prometheus: {}",
            "  loki: { url: 'http://127.0.0.1:" + lokiPort + "' }",
            ""));
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "run", "--config", config.toString());
    builder.environment().put("CRESSET_JAVA_OPTS", OPTIONS + " -XX:AOTCacheOutput=" + made);
    builder.environment().put("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private void work(Process program) throws IOException, InterruptedException {
    int syslogPort = Integer.parseInt(await(SYSLOG, program));
    URI page = URI.create(await(PAGE, program));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslogPort)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          lines(LINES / 3, "<134>1 2026-01-01T00:00:00Z router dhcpd 7 - - DHCPACK")
              .getBytes(StandardCharsets.UTF_8));
    }
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < SCRAPES; i++) {
      client.send(get(page.resolve("metrics")), BodyHandlers.discarding());
      client.send(get(page), BodyHandlers.discarding());
      pause(program);
    }
    for (long before = -1; deliveredBytes.get() != before; pause(program)) {
      before = deliveredBytes.get();
    }
  }

  private static HttpRequest get(URI address) {
    return HttpRequest.newBuilder(address).timeout(PATIENCE).build();
  }

  private static String lines(int count, String head) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(head).append(" n=").append(i).append(" for 192.0.2.").append(i % 250);
      text.append(" took ").append(i % 997).append(" ms, as everybody could see\n");
    }
    return text.toString();
  }

  private String await(Pattern pattern, Process program) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher found = pattern.matcher(said());
      if (found.find()) {
        return found.group(1);
      }
      pause(program);
    }
    throw new IllegalStateException("it never said where it listens: " + said());
  }

  private void pause(Process program) throws IOException, InterruptedException {
    if (program.waitFor(200, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("it ended with " + program.exitValue() + ": " + said());
    }
  }

  private String said() throws IOException {
    return Files.exists(output) ? Files.readString(output).strip() : "";
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      deliveredBytes.addAndGet(
          exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}

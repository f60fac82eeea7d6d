import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program under measurement, seen through /proc. */
final class Measured implements AutoCloseable {
  private static final Pattern PAGE = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final Path output;

  private Measured(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Measured start(Path folder, String yaml) throws IOException {
    return start(folder, yaml, "");
  }

  /**
   * @param options of the JVM, besides what the launcher gives it
   */
  static Measured start(Path folder, String yaml, String options) throws IOException {
    Path config = Files.writeString(folder.resolve("cresset.yaml"), yaml);
    String launcher = Path.of(System.getProperty("cresset.root"), "cresset").toString();
    return run(
        folder,
        List.of(
            "env",
            "CRESSET_JAVA_OPTS=" + options,
            launcher,
            "run",
            "--config",
            config.toString()));
  }

  /** Another program, of which only what the kernel says can be asked. */
  static Measured run(Path folder, List<String> command) throws IOException {
    Path output = folder.resolve("output");
    return new Measured(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns the address of its page. */
  URI awaitReady() throws IOException, InterruptedException {
    while (true) {
      if (!process.isAlive()) {
        throw new IOException("the program ended:\n" + Files.readString(output));
      }
      Matcher page = PAGE.matcher(Files.readString(output));
      if (page.find() && status("/readyz") == 200) {
        return URI.create(page.group());
      }
      Thread.sleep(Duration.ofMillis(2));
    }
  }

  /** The value of one series of the page, its labels as they are printed. */
  double series(String series) throws IOException {
    Matcher page = PAGE.matcher(Files.readString(output));
    if (page.find()) {
      URI uri = URI.create("http://127.0.0.1:" + page.group(1) + "/metrics/cresset");
      try (var body = uri.toURL().openStream()) {
        for (String line : new String(body.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
          if (line.startsWith(series + " ")) {
            return Double.parseDouble(line.substring(series.length() + 1));
          }
        }
      }
    }
    throw new IOException("no " + series);
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void scrape() throws IOException {
    if (status("/metrics") != 200) {
      throw new IOException("no page");
    }
  }

  private int status(String path) throws IOException {
    Matcher page = PAGE.matcher(Files.readString(output));
    if (!page.find()) {
      return 0;
    }
    URI uri = URI.create("http://127.0.0.1:" + page.group(1) + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    int status = connection.getResponseCode();
    try (var body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      if (body != null) {
        body.readAllBytes();
      }
    }
    return status;
  }

  long pid() {
    return process.pid();
  }

  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  double rssMiB() throws IOException {
    return statusKiB("VmRSS") / 1024;
  }

  double peakRssMiB() throws IOException {
    return statusKiB("VmHWM") / 1024;
  }

  private double statusKiB(String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(key + ":")) {
        return Double.parseDouble(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + key);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}

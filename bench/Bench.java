import java.io.File;
import java.util.Comparator;
import java.util.stream.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs the measurements and prints them, with everything that is needed to read the figures. */
public final class Bench {
  private static final int RUNS = Integer.parseInt(System.getenv().getOrDefault("RUNS", "5"));
  private static final int LINES =
      Integer.parseInt(System.getenv().getOrDefault("LINES", "1000000"));

  private Bench() {}

  public static void main(String[] args) throws Exception {
    List<String> wanted = args.length == 0 ? List.of("idle", "syslog") : Arrays.asList(args);
    printMachine();
    for (String bench : wanted) {
      switch (bench) {
        case "idle" -> idle();
        case "syslog" -> {
          syslog("udp", 0);
          syslog("udp", 100_000);
          syslog("tcp", 0);
        }
        case "tcp" -> syslog("tcp", 0);
        case "files" -> Tailing.measure(RUNS);
        case "backlog" -> Backlog.measure();
        case "node" -> Scraping.measure();
        default -> {
          System.err.println("bench: unknown bench '" + bench + "'; there are: idle, syslog, tcp, files, backlog, node");
          System.exit(2);
        }
      }
    }
  }

  private static void printMachine() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 2))
            .orElse("unknown CPU");
    long memoryMiB =
        Long.parseLong(
                Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D", ""))
            / 1024;
    System.out.printf(
        "# Cresset bench%n%n- machine: %d x %s, %d MiB%n- kernel: %s%n- JDK of the sender: %s%n"
            + "- net.core.rmem_max: %s%n- runs: %d (median, lowest to highest)%n",
        Runtime.getRuntime().availableProcessors(),
        cpu,
        memoryMiB,
        setting("kernel/osrelease"),
        Runtime.version(),
        setting("net/core/rmem_max"),
        RUNS);
  }

  /** In one read, because the kernel gives a number to the first read alone. */
  private static String setting(String path) throws IOException {
    return Files.readAllLines(Path.of("/proc/sys", path)).getFirst();
  }

  private static void idle() throws Exception {
    List<Double> ready = new ArrayList<>();
    List<Double> rss = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      Path folder = Files.createTempDirectory("cresset-bench");
      long start = System.nanoTime();
      try (Measured program = Measured.start(folder, "web: { listen: 127.0.0.1:0 }\n")) {
        program.awaitReady();
        ready.add((System.nanoTime() - start) / 1e9);
        // A scrape every 15 s is what "idle" means for an exporter; a minute holds four.
        double before = program.cpuSeconds();
        long began = System.nanoTime();
        for (int scrape = 0; scrape < 4; scrape++) {
          program.scrape();
          Thread.sleep(Duration.ofSeconds(10));
        }
        cpu.add((program.cpuSeconds() - before) / ((System.nanoTime() - began) / 1e9) * 100);
        rss.add(program.rssMiB());
      }
    }
    System.out.printf("%n## Idle with defaults, scraped every 10 s for 40 s%n%n");
    print("start to ready, s", ready);
    print("RSS, MiB", rss);
    print("CPU, % of a core", cpu);
  }

  /**
   * @param perSecond lines a second to offer; 0 = as fast as the sender can
   */
  private static void syslog(String transport, int perSecond) throws Exception {
    List<Double> rate = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    List<Double> peak = new ArrayList<>();
    List<Double> lost = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      Path folder = Files.createTempDirectory("cresset-bench");
      int port = Measured.freePort();
      try (CountingLoki sink = new CountingLoki();
          Measured program =
              Measured.start(
                  folder,
                  """
                  data: %s
                  web: { listen: 127.0.0.1:0 }
                  collectors: { syslog: { listen: [ "%s://127.0.0.1:%d" ] } }
                  exporters: { loki: { url: "http://127.0.0.1:%d" } }
                  """
                      .formatted(folder.resolve("data"), transport, port, sink.port()))) {
        program.awaitReady();
        SyslogSender sender = new SyslogSender(transport, port);
        sender.send(LINES / 4, perSecond); // warm-up, not measured
        sink.awaitQuiet(LINES / 4);
        long countBefore = sink.count();
        double cpuBefore = program.cpuSeconds();
        long start = System.nanoTime();
        sender.send(LINES, perSecond);
        sink.awaitQuiet(countBefore + LINES);
        long taken = sink.count() - countBefore;
        rate.add(taken / ((sink.lastNanos() - start) / 1e9));
        micros.add((program.cpuSeconds() - cpuBefore) / taken * 1e6);
        peak.add(program.peakRssMiB());
        lost.add(100.0 * (LINES - taken) / LINES);
      }
    }
    System.out.printf(
        "%n## syslog by %s, %s, %,d lines of 160 to 250 bytes -> durable -> Loki endpoint%n%n",
        transport.toUpperCase(Locale.ROOT),
        perSecond == 0 ? "as fast as it goes" : "%,d/s offered".formatted(perSecond),
        LINES);
    print("lines/s delivered", rate);
    print("CPU, microseconds a line", micros);
    print("peak RSS, MiB", peak);
    print("lost before Cresset, %", lost);
  }

  /** With all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  static void print(String what, List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    String form = sorted[sorted.length - 1] >= 1000 ? "%,.0f" : "%.2f";
    System.out.printf(
        "- %s: **" + form + "** (" + form + " to " + form + ")%n",
        what,
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }
}

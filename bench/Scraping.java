import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What a scrape of this machine and its processes costs: Cresset's {@code node} and {@code process},
 * and in the same seconds node_exporter and process-exporter if {@code NODE_EXPORTER} and {@code
 * PROCESS_EXPORTER} name them. All take what Prometheus takes: OpenMetrics if they have it, gzip.
 * What runs on the machine besides disturbs them alike.
 */
final class Scraping {
  private static final int WARM_UP = Integer.parseInt(env("WARM_UP", "120"));
  private static final int SCRAPES = Integer.parseInt(env("SCRAPES", "60"));
  private static final Duration SECOND = Duration.ofSeconds(1);

  /**
   * A thousand processes take process-exporter a third of a second: of ten thousand there are fewer
   * scrapes, as quick as all answer, and the whole takes four minutes.
   */
  private static final List<Plan> PLANS =
      List.of(
          new Plan(
              400,
              WARM_UP,
              List.of(new Pace(SECOND, SCRAPES), new Pace(Duration.ofSeconds(15), SCRAPES / 6))),
          new Plan(10_000, WARM_UP / 4, List.of(new Pace(SECOND, SCRAPES / 4))));

  /** So many scrapes, and so long from one's start to the next one's, or as long as one takes. */
  private record Pace(Duration apart, int scrapes) {}

  /**
   * What is measured beside so many processes.
   *
   * @param warmUp scrapes before the first that counts, a second apart
   */
  private record Plan(int processes, int warmUp, List<Pace> paces) {}

  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  private static final Pattern GO_ALLOCATED =
      Pattern.compile("(?m)^go_memstats_alloc_bytes_total (\\S+)");

  /** What the young generation's first part held when it was emptied, in KiB. */
  private static final Pattern EDEN_BEFORE = Pattern.compile(" Eden: (\\d+)K");

  private static final Pattern EDEN_NOW = Pattern.compile("eden space (\\d+)K, +(\\d+)% used");

  private Scraping() {}

  private static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  /**
   * One program, and what its scrapes took.
   *
   * @param collections where a JVM writes what its collector did
   */
  private record Subject(
      String name, Measured program, List<URI> pages, Path collections, List<Double> millis) {
    void scrape() throws IOException {
      long start = System.nanoTime();
      for (URI page : pages) {
        read(page);
      }
      millis.add((System.nanoTime() - start) / 1e6);
    }

    /** All that it has ever allocated. */
    double allocatedMiB() throws IOException, InterruptedException {
      if (pages.size() == 1) {
        return matched(GO_ALLOCATED, read(pages.getFirst())) / (1 << 20);
      }
      return (matched(EDEN_BEFORE, Files.readString(collections)) + eden()) / 1024;
    }

    /** KiB that were allocated since the last collection. */
    private double eden() throws IOException, InterruptedException {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(program.pid()),
                  "GC.heap_info")
              .redirectErrorStream(true)
              .start();
      String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      jcmd.waitFor();
      Matcher eden = EDEN_NOW.matcher(text);
      return eden.find()
          ? Double.parseDouble(eden.group(1)) * Double.parseDouble(eden.group(2)) / 100
          : Double.NaN;
    }
  }

  /** The sum of all numbers found. */
  private static double matched(Pattern pattern, String text) {
    return pattern.matcher(text).results().mapToDouble(it -> Double.parseDouble(it.group(1))).sum();
  }

  private static String read(URI page) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
    connection.setRequestProperty("Accept", ACCEPT);
    connection.setRequestProperty("Accept-Encoding", "gzip");
    connection.setReadTimeout(60_000);
    try (var body = connection.getInputStream()) {
      byte[] bytes =
          "gzip".equals(connection.getContentEncoding())
              ? new GZIPInputStream(body).readAllBytes()
              : body.readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  static void measure() throws Exception {
    String only = env("PROCESSES", "");
    for (Plan plan : PLANS) {
      if (only.isEmpty() || only.equals(Integer.toString(plan.processes))) {
        try (Sleepers _ = Sleepers.upTo(plan.processes)) {
          measure(plan);
        }
      }
    }
  }

  private static void measure(Plan plan) throws Exception {
    Path folder = Files.createTempDirectory("cresset-scraping");
    List<Subject> subjects = new ArrayList<>();
    try {
      double idle = start(folder, subjects);
      for (int i = 0; i < plan.warmUp; i++) {
        paced(subjects, SECOND);
      }
      for (Pace pace : plan.paces) {
        report(pace, plan.warmUp, subjects, idle);
      }
    } finally {
      for (Subject subject : subjects) {
        subject.program.close();
      }
      Bench.delete(folder);
    }
  }

  /** Starts them all and returns Cresset's RSS before anybody asked. */
  private static double start(Path folder, List<Subject> subjects) throws Exception {
    Path own = Files.createDirectories(folder.resolve("cresset"));
    Path collections = own.resolve("gc");
    Measured cresset =
        Measured.start(
            own,
            "web: { listen: 127.0.0.1:0 }\ncollectors: { node: {}, process: {} }\n",
            "-Xlog:gc+heap=info:file=" + collections);
    URI page = cresset.awaitReady();
    subjects.add(
        new Subject(
            "Cresset",
            cresset,
            List.of(page.resolve("/metrics/node"), page.resolve("/metrics/process")),
            collections,
            new ArrayList<>()));
    double idle = cresset.rssMiB();
    peer(folder, subjects, "NODE_EXPORTER", "--web.listen-address=127.0.0.1:%d");
    peer(
        folder,
        subjects,
        "PROCESS_EXPORTER",
        "-web.listen-address=127.0.0.1:%d",
        "-threads=false",
        "-gather-smaps=false",
        "-config.path="
            + Files.writeString(
                folder.resolve("rules.yaml"),
                "process_names: [ { name: '{{.Comm}}', cmdline: [ '.+' ] } ]\n"));
    return idle;
  }

  private static void peer(Path folder, List<Subject> subjects, String name, String... flags)
      throws Exception {
    String program = System.getenv(name);
    if (program == null) {
      return;
    }
    int port = Measured.freePort();
    List<String> command = new ArrayList<>(List.of(program));
    Arrays.stream(flags).map(flag -> flag.replace("%d", "" + port)).forEach(command::add);
    Measured measured =
        Measured.run(Files.createDirectories(folder.resolve(name)), command);
    URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
    subjects.add(
        new Subject(
            Path.of(program).getFileName().toString(),
            measured,
            List.of(page),
            folder,
            new ArrayList<>()));
    for (boolean answers = false; !answers; ) {
      try {
        read(page);
        answers = true;
      } catch (java.net.ConnectException e) {
        Thread.sleep(Duration.ofMillis(20));
      }
    }
  }

  private static void paced(List<Subject> subjects, Duration pace) throws Exception {
    long due = System.nanoTime() + pace.toNanos();
    for (Subject subject : subjects) {
      subject.scrape();
    }
    Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
  }

  private static void report(
      Pace pace, int warmUp, List<Subject> subjects, double idle) throws Exception {
    int scrapes = pace.scrapes;
    List<double[]> before = new ArrayList<>();
    for (Subject subject : subjects) {
      before.add(new double[] {subject.allocatedMiB(), subject.program.cpuSeconds()});
      subject.millis.clear();
    }
    for (int i = 0; i < scrapes; i++) {
      paced(subjects, pace.apart);
    }
    System.out.printf(
        Locale.ROOT,
        "%n## %,d processes, %d scrapes at least %d s apart after %d%n%n"
            + "| | CPU a scrape, ms | scrape, ms (median, longest) | allocated a scrape, MiB | RSS, MiB |%n"
            + "| --- | --- | --- | --- | --- |%n",
        running(), scrapes, pace.apart.toSeconds(), warmUp);
    double theirs = 0;
    double ours = 0;
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      double cpu = (subject.program.cpuSeconds() - before.get(i)[1]) / scrapes * 1000;
      double allocated = (subject.allocatedMiB() - before.get(i)[0]) / scrapes;
      double[] sorted = subject.millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "| %s | **%.2f** | %.1f (%.1f) | %.2f | %.0f |%n",
          subject.name, cpu, sorted[sorted.length / 2], sorted[sorted.length - 1], allocated,
          subject.program.rssMiB());
      if (i == 0) {
        ours = cpu;
      } else {
        theirs += cpu;
      }
    }
    System.out.println();
    if (subjects.size() > 1) {
      System.out.printf(Locale.ROOT, "- CPU beside the sum of the others: %.2f%n", ours / theirs);
    }
    System.out.printf(
        Locale.ROOT,
        "- Cresset's RSS more than before the first scrape, MiB: %.0f%n",
        subjects.getFirst().program.rssMiB() - idle);
  }

  private static long running() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> Character.isDigit(path.getFileName().toString().charAt(0))).count();
    }
  }

  /**
   * Processes that wait, so that there are so many in all: forks of a shell, a hundred for each fork
   * of its own, which all read from the pipe that this program has to it, and so end with it,
   * however it ends. Ten thousand take 1.3 GB.
   */
  private record Sleepers(Process shell) implements AutoCloseable {
    private static final int GROUP = 100;
    private static final String FORKS =
        """
        exec 3<&0
        i=0
        while [ $i -lt $1 ]; do
          end=$((i + $2)); [ $end -le $1 ] || end=$1
          (while i=$((i + 1)); [ $i -lt $end ]; do read -r _ <&3 & done; echo forked; wait) &
          i=$end
        done
        wait
        """;

    static Sleepers upTo(int processes) throws Exception {
      long wanted = Math.max(0, processes - running());
      Sleepers sleepers =
          new Sleepers(
              new ProcessBuilder("sh", "-c", FORKS, "sh", "" + wanted, "" + GROUP)
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
      var forked = sleepers.shell.inputReader();
      for (long groups = Math.ceilDiv(wanted, GROUP); groups > 0; groups--) {
        if (forked.readLine() == null) {
          sleepers.close();
          throw new IOException(
              wanted + " processes cannot be started: look at ulimit -u and the group's pids.max");
        }
      }
      return sleepers;
    }

    @Override
    public void close() throws IOException, InterruptedException {
      shell.getOutputStream().close();
      shell.waitFor();
    }
  }
}

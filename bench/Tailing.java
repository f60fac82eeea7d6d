import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Logs of containers in CRI's form, from files to a counting endpoint, with the durable buffer of
 * each program on. Beside Cresset, in turns, the OpenTelemetry Collector if {@code OTELCOL} names
 * one that has the receiver {@code filelog} and the extension {@code file_storage}.
 */
final class Tailing {
  private static final int PODS = 10;
  private static final int BODY_BYTES = 200;
  private static final int LINES = Integer.parseInt(System.getenv().getOrDefault("LINES", "600000"));
  private static final Duration WATCHED = Duration.ofSeconds(30);

  private Tailing() {}

  /** Who is measured. */
  private enum Who {
    CRESSET,
    OTELCOL;

    Measured start(Path folder, Path logs, CountingLoki sink) throws Exception {
      return switch (this) {
        case CRESSET ->
            Measured.start(
                folder,
                """
                data: %s
                web: { listen: 127.0.0.1:0 }
                collectors: { containers: { root: %s } }
                exporters: { loki: { url: "http://127.0.0.1:%d" } }
                """
                    .formatted(folder.resolve("data"), logs, sink.port()));
        case OTELCOL -> {
          Path config =
              Files.writeString(
                  folder.resolve("otelcol.yaml"),
                  """
                  extensions: { file_storage: { directory: %s, create_directory: true } }
                  receivers:
                    filelog:
                      include: [ "%s/*/*/*.log" ]
                      start_at: beginning
                      storage: file_storage
                      operators: [ { type: container } ]
                  processors: { batch: { timeout: 100ms, send_batch_size: 8192 } }
                  exporters:
                    otlphttp:
                      endpoint: http://127.0.0.1:%d/otlp
                      compression: none
                      sending_queue: { storage: file_storage, block_on_overflow: true }
                  service:
                    extensions: [ file_storage ]
                    telemetry: { metrics: { level: none } }
                    pipelines: { logs: { receivers: [ filelog ], processors: [ batch ], exporters: [ otlphttp ] } }
                  """
                      .formatted(folder.resolve("storage"), logs, sink.port()));
          yield Measured.run(
              folder, List.of(System.getenv("OTELCOL"), "--config=" + config));
        }
      };
    }
  }

  private static List<Who> all() {
    return System.getenv("OTELCOL") == null ? List.of(Who.CRESSET) : List.of(Who.values());
  }

  private static Path pod(Path logs, int number) throws IOException {
    String uid = String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", number);
    Path container = logs.resolve("bench_pod-" + number + "_" + uid).resolve("main");
    return Files.createDirectories(container).resolve("0.log");
  }

  /**
   * Each of its own pod and time: the Collector takes files that begin alike for one, and a runtime
   * writes no two lines at the same time.
   */
  private static byte[] line(int pod, int number) {
    StringBuilder line = new StringBuilder();
    String nanos = String.format(Locale.ROOT, ".%09dZ", number % 1_000_000 * 1000 + pod);
    line.append(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", nanos));
    line.append(" stdout F pod ").append(pod).append(" line ").append(number);
    line.append(" GET /api/v1/items?page=").append(number % 97);
    int header = line.indexOf("F ") + 2;
    while (line.length() - header < BODY_BYTES) {
      line.append(" status=200 bytes=").append(number * 31L % 65_536).append(" agent=curl/8.4");
    }
    line.setLength(header + BODY_BYTES);
    return line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  static void measure(int runs) throws Exception {
    throughput(runs);
    steady("100 files, 1 MiB/s together", 100, 1 << 20);
    steady("300 quiet files", 300, 0);
  }

  private static void throughput(int runs) throws Exception {
    Path root = Files.createTempDirectory(Path.of(folder()), "cresset-tailing");
    Path logs = root.resolve("pods");
    long bytes = 0;
    for (int i = 0; i < PODS; i++) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pod(logs, i)), 1 << 20)) {
        for (int n = 0; n < LINES; n++) {
          byte[] line = line(i, n);
          out.write(line);
          bytes += line.length;
        }
      }
    }
    long lines = (long) PODS * LINES;
    List<List<Double>> perCpu = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> warm = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> rate = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> peak = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> missing = List.of(new ArrayList<>(), new ArrayList<>());
    for (int run = 0; run < runs; run++) {
      for (Who who : all()) {
        Path own = Files.createDirectories(root.resolve(who + "-" + run));
        long start = System.nanoTime();
        try (CountingLoki sink = new CountingLoki();
            Measured program = who.start(own, logs, sink)) {
          sink.awaitCount(lines / 3); // warm-up of the second figure
          double cpuBefore = program.cpuSeconds();
          double left = 1 - (double) sink.count() / lines;
          sink.awaitCount(lines);
          double mib = bytes / (double) (1 << 20);
          warm.get(who.ordinal()).add(mib * left / (program.cpuSeconds() - cpuBefore));
          rate.get(who.ordinal()).add(mib / ((sink.lastNanos() - start) / 1e9));
          perCpu.get(who.ordinal()).add(mib / program.cpuSeconds());
          peak.get(who.ordinal()).add(program.peakRssMiB());
          missing.get(who.ordinal()).add((double) (lines - sink.count()));
        }
      }
    }
    for (Who who : all()) {
      System.out.printf(
          "%n## %s: %,d lines of %d bytes in %d CRI files (%,d MiB) -> durable -> endpoint%n%n",
          who, lines, BODY_BYTES, PODS, bytes >> 20);
      Bench.print("MiB per CPU second, from its start", perCpu.get(who.ordinal()));
      Bench.print("MiB per CPU second, after the first third", warm.get(who.ordinal()));
      Bench.print("MiB/s", rate.get(who.ordinal()));
      Bench.print("peak RSS, MiB", peak.get(who.ordinal()));
      Bench.print("lines missing (less than 0: doubled)", missing.get(who.ordinal()));
    }
    Bench.delete(root);
  }

  private static void steady(String what, int files, int bytesPerSecond) throws Exception {
    Path root = Files.createTempDirectory(Path.of(folder()), "cresset-tailing");
    for (Who who : all()) {
      Path own = Files.createDirectories(root.resolve(who.name()));
      Path logs = own.resolve("pods");
      List<OutputStream> open = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        OutputStream out =
            Files.newOutputStream(
                pod(logs, i), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out.write(line(i, 0));
        open.add(out);
      }
      try (CountingLoki sink = new CountingLoki();
          Measured program = who.start(own, logs, sink)) {
        sink.awaitCount(files);
        long written = files;
        double before = program.cpuSeconds();
        long start = System.nanoTime();
        long due = start;
        while (System.nanoTime() - start < WATCHED.toNanos()) {
          due += 10_000_000; // 100 times a second
          long bytes = 0;
          while (bytes < bytesPerSecond / 100) {
            int file = (int) (written % files);
            byte[] line = line(file, Math.toIntExact(written));
            open.get(file).write(line);
            bytes += line.length;
            written++;
          }
          Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
        double cpu = (program.cpuSeconds() - before) / ((System.nanoTime() - start) / 1e9) * 100;
        sink.awaitQuiet(written);
        System.out.printf(
            Locale.ROOT,
            "%n## %s: %s, for %d s%n%n- CPU, %% of a core: **%.2f**%n- RSS: **%.0f MiB**%n- lines missing: %d%n",
            who,
            what,
            WATCHED.toSeconds(),
            cpu,
            program.rssMiB(),
            written - sink.count());
      }
      for (OutputStream out : open) {
        out.close();
      }
    }
    Bench.delete(root);
  }

  private static String folder() {
    return System.getenv().getOrDefault("BENCH_FOLDER", "/var/tmp");
  }
}

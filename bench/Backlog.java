import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a backlog costs that is far larger than the heap: the destination is away until so many
 * bytes wait on disk; then the program is killed, started again, and the destination is back.
 */
final class Backlog {
  private static final double GIB = Double.parseDouble(System.getenv().getOrDefault("GIB", "5"));
  private static final int ROUND = 200_000;
  private static final int STARTS = 5;

  private Backlog() {}

  static void measure() throws Exception {
    String root = System.getenv().getOrDefault("BENCH_FOLDER", "/var/tmp");
    Path folder = Files.createTempDirectory(Path.of(root), "cresset-backlog");
    int port = Measured.freePort();
    try (CountingLoki sink = new CountingLoki()) {
      String config =
          """
          data: %s
          buffer: { logs: { max_bytes: 64GiB, compression: none } }
          web: { listen: 127.0.0.1:0 }
          collectors: { syslog: { listen: [ "tcp://127.0.0.1:%d" ] } }
          exporters: { loki: { url: "http://127.0.0.1:%d" } }
          """
              .formatted(folder.resolve("data"), port, sink.port());
      sink.away(true);
      System.out.printf(Locale.ROOT, "%n## A backlog of %.1f GiB, not compressed%n%n", GIB);
      Measured first = Measured.start(folder, config);
      first.awaitReady();
      fill(first, port, 0.1);
      double rssEarly = first.rssMiB();
      fill(first, port, GIB);
      System.out.printf(
          Locale.ROOT,
          "- RSS while it grows: %.0f MiB at 0.1 GiB, **%.0f MiB** at %.1f GiB%n",
          rssEarly,
          first.rssMiB(),
          GIB);
      long lines = (long) first.series("cresset_log_appended_records_total{signal=\"logs\"}");
      first.kill();

      List<Double> starts = new ArrayList<>();
      List<Double> emptyStarts = new ArrayList<>();
      for (int i = 0; i < STARTS; i++) {
        Path empty = Files.createDirectories(folder.resolve("empty" + i));
        emptyStarts.add(secondsToReady(empty, config.replace("data: " + folder, "data: " + empty)));
        starts.add(secondsToReady(folder, config));
      }
      Bench.print("start to ready after SIGKILL, s", starts);
      Bench.print("the same with an empty folder, s", emptyStarts);
      try (Measured again = Measured.start(folder, config)) {
        again.awaitReady();
        double rssBefore = again.rssMiB();
        double cpu = again.cpuSeconds();
        sink.away(false);
        long drain = System.nanoTime();
        sink.awaitCount(lines / 10);
        double rssTenth = again.rssMiB();
        sink.awaitCount(lines);
        double seconds = (System.nanoTime() - drain) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "- drained: **%,.0f lines/s**, %,d lines in %.0f s, %.2f microseconds of CPU a line%n"
                + "- RSS: %.0f MiB before, %.0f MiB after a tenth, **%.0f MiB** at the end, %.0f MiB at most%n"
                + "- lines that waited and did not come: **%d**%n",
            lines / seconds,
            lines,
            seconds,
            (again.cpuSeconds() - cpu) / lines * 1e6,
            rssBefore,
            rssTenth,
            again.rssMiB(),
            again.peakRssMiB(),
            Math.max(0, lines - sink.count()));
      }
    } finally {
      Bench.delete(folder);
    }
  }

  /** Starts the program, and ends it with SIGKILL as soon as it is ready. */
  private static double secondsToReady(Path folder, String config) throws Exception {
    long start = System.nanoTime();
    Measured program = Measured.start(folder, config);
    program.awaitReady();
    double seconds = (System.nanoTime() - start) / 1e9;
    program.kill();
    return seconds;
  }

  private static void fill(Measured program, int port, double gib) throws Exception {
    SyslogSender sender = new SyslogSender("tcp", port);
    while (program.series("cresset_log_bytes{signal=\"logs\"}") < gib * (1L << 30)) {
      sender.send(ROUND, 0);
    }
  }
}

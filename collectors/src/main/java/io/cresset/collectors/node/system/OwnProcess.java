package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.collectors.linux.OpenFiles;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What node_exporter's page has about node_exporter, and dashboards ask for: this program's own
 * process, and {@code node_exporter_build_info}, by which they find whom to ask. Read from {@code
 * /proc/self}.
 *
 * @see <a
 *     href="https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics">Process
 *     metrics</a>
 */
public final class OwnProcess implements SubCollector {
  private static final MetricSpec CPU =
      MetricSpec.counter(
          "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
  private static final MetricSpec OPEN_FDS =
      MetricSpec.gauge("process_open_fds", "Number of open file descriptors.");
  private static final MetricSpec MAX_FDS =
      MetricSpec.gauge("process_max_fds", "Maximum number of open file descriptors.");
  private static final MetricSpec VIRTUAL =
      MetricSpec.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.");
  private static final MetricSpec VIRTUAL_MAX =
      MetricSpec.gauge(
          "process_virtual_memory_max_bytes",
          "Maximum amount of virtual memory available in bytes.");
  private static final MetricSpec RESIDENT =
      MetricSpec.gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
  private static final MetricSpec START =
      MetricSpec.gauge(
          "process_start_time_seconds", "Start time of the process since unix epoch in seconds.");
  private static final MetricSpec BUILD =
      MetricSpec.gauge(
          "node_exporter_build_info",
          "Always 1, with the version of the program that reports in node_exporter's place.",
          "version");

  public static final List<MetricSpec> SPECS =
      List.of(CPU, OPEN_FDS, MAX_FDS, VIRTUAL, VIRTUAL_MAX, RESIDENT, START, BUILD);

  private static final double TICKS_PER_SECOND = 100;

  /** What Go and C make of a limit that there is not. */
  private static final double UNLIMITED = Scan.asDouble(-1);

  private static final MetricFamily VERSION = BUILD.family(List.of(new NumberPoint(version(), 1)));

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public OwnProcess(Host host) {
    this.host = host;
  }

  private static Labels version() {
    String version = OwnProcess.class.getPackage().getImplementationVersion();
    return Labels.of("version", version == null ? "unpackaged" : version);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    out.accept(VERSION);
    Stat stat = stat(files.source(host.proc("self/stat")));
    out.accept(CPU.family(stat.cpuSeconds));
    out.accept(VIRTUAL.family(stat.virtualBytes));
    out.accept(RESIDENT.family(stat.residentPages * host.machine().pageBytes()));
    long open = OpenFiles.in(Path.of(host.proc(""))).ofThisProcess();
    if (open > 0) {
      out.accept(OPEN_FDS.family((double) open));
    }
    limits(files.source(host.proc("self/limits")), out);
    out.accept(START.family(bootSeconds(files.source(host.proc("stat"))) + stat.startSeconds));
  }

  /**
   * @param startSeconds since the machine started
   */
  record Stat(double cpuSeconds, double startSeconds, double virtualBytes, double residentPages) {}

  /** {@code 17 (a name (of sorts)) S 1 17 ...}, proc_pid_stat(5). */
  static Stat stat(Scan in) throws CollectFailure {
    if (!in.nextLine() || !in.nextBeforeLast(')')) {
      throw in.malformed("has no name");
    }
    skip(in, 11);
    double cpu = in.field().count() + in.field().count();
    skip(in, 6);
    return new Stat(
        cpu / TICKS_PER_SECOND,
        in.field().count() / TICKS_PER_SECOND,
        in.field().count(),
        in.field().count());
  }

  private static void skip(Scan in, int fields) throws CollectFailure {
    for (int i = 0; i < fields; i++) {
      in.field();
    }
  }

  /** {@code Max open files 1024 524288 files}: the first of the two is the one that holds. */
  private static void limits(Scan in, Consumer<MetricFamily> out) throws CollectFailure {
    while (in.nextLine()) {
      String line = in.line();
      if (line.startsWith("Max open files ")) {
        out.accept(MAX_FDS.family(limit(in)));
      } else if (line.startsWith("Max address space ")) {
        out.accept(VIRTUAL_MAX.family(limit(in)));
      }
    }
  }

  private static double limit(Scan in) throws CollectFailure {
    skip(in, 3);
    in.field();
    return in.is("unlimited") ? UNLIMITED : in.count();
  }

  private static double bootSeconds(Scan in) throws CollectFailure {
    while (in.nextLine()) {
      if (in.nextField() && in.is("btime")) {
        return in.field().count();
      }
    }
    throw in.malformed("has no line btime");
  }
}

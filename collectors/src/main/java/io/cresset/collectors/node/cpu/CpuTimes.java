package io.cresset.collectors.node.cpu;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * CPU time of /proc/stat, and from /sys/devices/system/cpu what throttled, is isolated, is online.
 *
 * <pre>
 * node_cpu_seconds_total{cpu="0",mode="idle"} 1127.94
 * </pre>
 */
public final class CpuTimes implements SubCollector {
  private static final MetricSpec SECONDS =
      MetricSpec.counter(
          "node_cpu_seconds_total", "Seconds the CPUs spent in each mode.", "cpu", "mode");
  private static final MetricSpec GUEST_SECONDS =
      MetricSpec.counter(
          "node_cpu_guest_seconds_total",
          "Seconds the CPUs spent in guests (VMs) for each mode.",
          "cpu",
          "mode");

  public static final List<MetricSpec> SPECS = specs();

  /** Columns of a cpu line, proc_stat(5); the last two are also in user and nice. */
  private static final List<String> MODES =
      List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");

  private static final List<String> GUEST_MODES = List.of("user", "nice");
  private static final int COLUMNS = MODES.size() + GUEST_MODES.size();
  private static final int IDLE = MODES.indexOf("idle");

  /** The kernel gives these times in hundredths of a second on every architecture. */
  private static final double USER_HZ = 100;

  /** Idle time that falls back this far is another CPU's: one was taken out and put in. */
  private static final long JUMP_BACK_TICKS = 300;

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final CpuTopology topology;
  private final boolean guest;
  private final Optional<CpuInfo> info;

  /** The largest times seen per CPU: the kernel's idle and iowait now and then go back. */
  private final Map<Long, long[]> highest = new TreeMap<>();

  private final LivingLabels<Series> labels =
      new LivingLabels<>(
          series -> Labels.of("cpu", Long.toUnsignedString(series.cpu), "mode", series.mode));

  private record Series(long cpu, String mode) {}

  public CpuTimes(Host host, CpuOptions options) {
    this.host = host;
    this.topology = new CpuTopology(host, files);
    this.guest = options.guest();
    this.info = options.readsInfo() ? Optional.of(new CpuInfo(host, options)) : Optional.empty();
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(List.of(SECONDS, GUEST_SECONDS));
    specs.addAll(CpuTopology.SPECS);
    specs.addAll(CpuInfo.SPECS);
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    keepHighest(highest, parse(files.source(host.proc("stat"))));
    Points seconds = new Points(SECONDS);
    Points guestSeconds = new Points(GUEST_SECONDS);
    highest.forEach(
        (cpu, ticks) -> {
          for (int i = 0; i < MODES.size(); i++) {
            seconds.add(labels.get(new Series(cpu, MODES.get(i))), seconds(ticks[i]));
          }
          for (int i = 0; guest && i < GUEST_MODES.size(); i++) {
            guestSeconds.add(
                labels.get(new Series(cpu, GUEST_MODES.get(i))), seconds(ticks[MODES.size() + i]));
          }
        });
    labels.endRun();
    seconds.emit(out);
    guestSeconds.emit(out);
    Failures failures = new Failures();
    failures.keep(() -> topology.collect(out));
    if (info.isPresent()) {
      failures.keep(() -> info.get().collect(out));
    }
    failures.raise();
  }

  private static double seconds(long ticks) {
    return Scan.asDouble(ticks) / USER_HZ;
  }

  /**
   * Times of each CPU by its number, in ticks, in the order of the columns. What an old kernel does
   * not have is 0.
   */
  static Map<Long, long[]> parse(Scan in) throws CollectFailure {
    Map<Long, long[]> times = new TreeMap<>();
    while (in.nextLine()) {
      if (in.nextField() && in.startsWith("cpu") && !in.is("cpu")) {
        long cpu = in.unsigned("cpu".length());
        long[] ticks = new long[COLUMNS];
        for (int i = 0; i < COLUMNS && in.nextField(); i++) {
          ticks[i] = in.unsigned();
        }
        times.put(cpu, ticks);
      }
    }
    return times;
  }

  /**
   * Raises what was highest to what is now. A CPU whose idle time fell by {@link #JUMP_BACK_TICKS}
   * or more starts anew, and one that is no longer there is forgotten.
   */
  static void keepHighest(Map<Long, long[]> highest, Map<Long, long[]> now) {
    highest.keySet().retainAll(now.keySet());
    now.forEach(
        (cpu, ticks) -> {
          long[] seen = highest.get(cpu);
          if (seen == null || seen[IDLE] - ticks[IDLE] >= JUMP_BACK_TICKS) {
            highest.put(cpu, ticks);
          } else {
            for (int i = 0; i < COLUMNS; i++) {
              seen[i] = Math.max(seen[i], ticks[i]);
            }
          }
        });
  }
}

package io.cresset.collectors.node.cpu;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Points;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What /sys/devices/system/cpu tells of each CPU (Documentation/admin-guide/cputopology.rst). Most
 * machines have only some of it: virtual ones count no throttling, and where no CPU can be taken
 * out, none says whether it is online.
 */
final class CpuTopology {
  private static final MetricSpec CORE_THROTTLES =
      MetricSpec.counter(
          "node_cpu_core_throttles_total",
          "Number of times this CPU core has been throttled.",
          "package",
          "core");
  private static final MetricSpec PACKAGE_THROTTLES =
      MetricSpec.counter(
          "node_cpu_package_throttles_total",
          "Number of times this CPU package has been throttled.",
          "package");
  private static final MetricSpec ISOLATED =
      MetricSpec.gauge(
          "node_cpu_isolated",
          "Whether each core is isolated, information from /sys/devices/system/cpu/isolated.",
          "cpu");
  private static final MetricSpec ONLINE =
      MetricSpec.gauge("node_cpu_online", "CPUs that are online and being scheduled.", "cpu");

  static final List<MetricSpec> SPECS =
      List.of(CORE_THROTTLES, PACKAGE_THROTTLES, ISOLATED, ONLINE);

  /** More CPUs than Linux can be built for; a range beyond it is no list of CPUs. */
  private static final long MAX_CPUS = 65_536;

  private final String folder;
  private final SmallFiles files;
  private final LivingLabels<String> cpuLabels = new LivingLabels<>(cpu -> Labels.of("cpu", cpu));
  private final LivingLabels<Core> coreLabels =
      new LivingLabels<>(
          core ->
              Labels.of(
                  "package", Long.toUnsignedString(core.socket),
                  "core", Long.toUnsignedString(core.core)));
  private final LivingLabels<Long> packageLabels =
      new LivingLabels<>(socket -> Labels.of("package", Long.toUnsignedString(socket)));

  private record Core(long socket, long core) {}

  CpuTopology(Host host, SmallFiles files) {
    this.folder = host.sys("devices/system/cpu");
    this.files = files;
  }

  void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<String> cpus = Directories.numbered(folder, "cpu");
    collectThrottles(cpus, out);
    collectOnline(cpus, out);
    collectIsolated(out);
    cpuLabels.endRun();
    coreLabels.endRun();
    packageLabels.endRun();
  }

  /** Threads of one core share its counter, and cores of one package theirs: each counts once. */
  private void collectThrottles(List<String> cpus, Consumer<MetricFamily> out) {
    Points byCore = new Points(CORE_THROTTLES);
    Points byPackage = new Points(PACKAGE_THROTTLES);
    Set<Core> cores = new HashSet<>();
    Set<Long> packages = new HashSet<>();
    for (String cpu : cpus) {
      String at = folder + "/" + cpu;
      Optional<Long> socket = number(at + "/topology/physical_package_id");
      Optional<Long> core = number(at + "/topology/core_id");
      if (socket.isEmpty() || core.isEmpty()) {
        continue;
      }
      Core id = new Core(socket.get(), core.get());
      if (!cores.contains(id)) {
        number(at + "/thermal_throttle/core_throttle_count")
            .ifPresent(
                count -> {
                  cores.add(id);
                  byCore.add(coreLabels.get(id), Scan.asDouble(count));
                });
      }
      if (!packages.contains(id.socket)) {
        number(at + "/thermal_throttle/package_throttle_count")
            .ifPresent(
                count -> {
                  packages.add(id.socket);
                  byPackage.add(packageLabels.get(id.socket), Scan.asDouble(count));
                });
      }
    }
    byCore.emit(out);
    byPackage.emit(out);
  }

  /** Nothing if the first CPU does not say: then none of them can be switched. */
  private void collectOnline(List<String> cpus, Consumer<MetricFamily> out) {
    Points online = new Points(ONLINE);
    for (String cpu : cpus) {
      Optional<String> state = files.text(folder + "/" + cpu + "/online");
      if (state.isPresent()) {
        online.add(cpuLabels.get(cpu.substring("cpu".length())), state.get().equals("1") ? 1 : 0);
      } else if (cpu.equals(cpus.getFirst())) {
        return;
      }
    }
    online.emit(out);
  }

  private void collectIsolated(Consumer<MetricFamily> out) throws CollectFailure {
    Optional<Scan> in = files.item(folder + "/isolated");
    if (in.isPresent()) {
      Points isolated = new Points(ISOLATED);
      for (long cpu : parseList(in.get())) {
        isolated.add(cpuLabels.get(Long.toString(cpu)), 1);
      }
      isolated.emit(out);
    }
  }

  private Optional<Long> number(String path) {
    return files.item(path).flatMap(CpuTopology::parseNumber);
  }

  private static Optional<Long> parseNumber(Scan in) {
    try {
      return in.nextLine() ? Optional.of(in.field().unsigned()) : Optional.empty();
    } catch (CollectFailure e) {
      // physical_package_id is -1 where the firmware does not tell.
      return Optional.empty();
    }
  }

  /** CPU numbers of a list in the kernel's form, {@code 0-3,8}. */
  static List<Long> parseList(Scan in) throws CollectFailure {
    List<Long> cpus = new ArrayList<>();
    if (!in.nextLine() || !in.nextField()) {
      return cpus;
    }
    for (String range : in.text().split(",", -1)) {
      if (range.isEmpty()) {
        continue;
      }
      String[] ends = range.split("-", -1);
      try {
        long first = Long.parseLong(ends[0]);
        long last = Long.parseLong(ends[ends.length - 1]);
        if (ends.length > 2 || last >= MAX_CPUS) {
          throw in.malformed("'" + range + "' is not a range of CPUs");
        }
        for (long cpu = first; cpu <= last; cpu++) {
          cpus.add(cpu);
        }
      } catch (NumberFormatException e) {
        throw in.malformed("'" + range + "' is not a range of CPUs");
      }
    }
    return cpus;
  }
}

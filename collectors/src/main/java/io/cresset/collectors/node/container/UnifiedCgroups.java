package io.cresset.collectors.node.container;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The one tree of cgroup v2, Documentation/admin-guide/cgroup-v2.rst. */
final class UnifiedCgroups implements CgroupFiles {
  private static final List<String> CPU =
      List.of(
          "usage_usec", "user_usec", "system_usec", "nr_periods", "nr_throttled", "throttled_usec");
  private static final List<String> MEMORY =
      List.of(
          "anon",
          "file",
          "kernel",
          "file_mapped",
          "inactive_file",
          "active_file",
          "pgfault",
          "pgmajfault");
  private static final double MICROS = 1e6;

  private final String root;
  private final CgroupReader reader;

  UnifiedCgroups(String root, CgroupReader reader) {
    this.root = root;
    this.reader = reader;
  }

  @Override
  public String root() {
    return root;
  }

  @Override
  public void read(Cgroup group, Map<String, String> devices) {
    String folder = root + group.path() + "/";
    readCpu(folder, group);
    readMemory(folder, group);
    readIo(folder + "io.stat", group, devices);
    readPressure(
        folder + "cpu.pressure", group, ContainerMetrics.CPU_WAITING, ContainerMetrics.CPU_STALLED);
    readPressure(
        folder + "memory.pressure",
        group,
        ContainerMetrics.MEMORY_WAITING,
        ContainerMetrics.MEMORY_STALLED);
    readPressure(
        folder + "io.pressure", group, ContainerMetrics.IO_WAITING, ContainerMetrics.IO_STALLED);
    reader.add(ContainerMetrics.THREADS, folder + "pids.current", group);
    reader.addLimit(ContainerMetrics.THREADS_MAX, folder + "pids.max", group);
    reader
        .lines(folder + "cgroup.procs")
        .ifPresent(count -> reader.survey.add(ContainerMetrics.PROCESSES, count, group.labels()));
  }

  private void readCpu(String folder, Cgroup group) {
    Map<String, Double> stat = reader.pairs(folder + "cpu.stat", CPU);
    reader.add(
        ContainerMetrics.CPU_USAGE, stat, "usage_usec", MICROS, group.labels("cpu", "total"));
    reader.add(ContainerMetrics.CPU_USER, stat, "user_usec", MICROS, group.labels());
    reader.add(ContainerMetrics.CPU_SYSTEM, stat, "system_usec", MICROS, group.labels());
    // "max 100000" or "50000 100000"
    String[] max = reader.survey.text(folder + "cpu.max").orElse("").split(" ", -1);
    if (max.length == 2) {
      CgroupReader.parse(max[1])
          .ifPresent(
              period -> reader.survey.add(ContainerMetrics.CPU_PERIOD, period, group.labels()));
      CgroupReader.parse(max[0])
          .ifPresent(
              quota -> {
                reader.survey.add(ContainerMetrics.CPU_QUOTA, quota, group.labels());
                addThrottling(stat, group);
              });
    }
    // The weight is shown as the shares that the kubelet made it from.
    OptionalDouble weight = reader.number(folder + "cpu.weight");
    if (weight.isPresent()) {
      double shares = 2 + Math.floor((weight.getAsDouble() - 1) * 262142 / 9999);
      reader.survey.add(ContainerMetrics.CPU_SHARES, shares, group.labels());
    }
  }

  private void addThrottling(Map<String, Double> stat, Cgroup group) {
    reader.add(ContainerMetrics.CFS_PERIODS, stat, "nr_periods", 1, group.labels());
    reader.add(ContainerMetrics.CFS_THROTTLED_PERIODS, stat, "nr_throttled", 1, group.labels());
    reader.add(
        ContainerMetrics.CFS_THROTTLED_SECONDS, stat, "throttled_usec", MICROS, group.labels());
  }

  private void readMemory(String folder, Cgroup group) {
    OptionalDouble usage = reader.number(folder + "memory.current");
    usage.ifPresent(
        value -> reader.survey.add(ContainerMetrics.MEMORY_USAGE, value, group.labels()));
    reader.add(ContainerMetrics.MEMORY_MAX_USAGE, folder + "memory.peak", group);
    Map<String, Double> stat = reader.pairs(folder + "memory.stat", MEMORY);
    reader.addWorkingSet(usage, stat, "inactive_file", group);
    reader.add(ContainerMetrics.RSS, stat, "anon", 1, group.labels());
    reader.add(ContainerMetrics.CACHE, stat, "file", 1, group.labels());
    reader.add(ContainerMetrics.KERNEL_USAGE, stat, "kernel", 1, group.labels());
    reader.add(ContainerMetrics.MAPPED_FILE, stat, "file_mapped", 1, group.labels());
    reader.add(ContainerMetrics.ACTIVE_FILE, stat, "active_file", 1, group.labels());
    reader.add(ContainerMetrics.INACTIVE_FILE, stat, "inactive_file", 1, group.labels());
    reader.addFaults(stat, "", group);
    reader.add(ContainerMetrics.SWAP, folder + "memory.swap.current", group);
    reader.addLimit(ContainerMetrics.MEMORY_LIMIT, folder + "memory.max", group);
    reader.addLimit(ContainerMetrics.SWAP_LIMIT, folder + "memory.swap.max", group);
    reader.addLimit(ContainerMetrics.RESERVATION, folder + "memory.min", group);
    Map<String, Double> events = reader.pairs(folder + "memory.events", List.of("oom_kill", "max"));
    reader.add(ContainerMetrics.OOM_EVENTS, events, "oom_kill", 1, group.labels());
    reader.add(ContainerMetrics.MEMORY_FAILCNT, events, "max", 1, group.labels());
  }

  /** {@code 8:0 rbytes=90112 wbytes=0 rios=9 wios=0 dbytes=0 dios=0}. */
  private void readIo(String path, Cgroup group, Map<String, String> devices) {
    Optional<Scan> scan = reader.survey.files().item(path);
    try {
      while (scan.isPresent() && scan.get().nextLine()) {
        Scan line = scan.get();
        if (!line.nextField()) {
          continue;
        }
        String number = line.text();
        String device = devices.getOrDefault(number, number);
        while (line.nextField()) {
          addIo(ContainerMetrics.READ_BYTES, "rbytes=", line, group, device);
          addIo(ContainerMetrics.WRITTEN_BYTES, "wbytes=", line, group, device);
          addIo(ContainerMetrics.READS, "rios=", line, group, device);
          addIo(ContainerMetrics.WRITES, "wios=", line, group, device);
        }
      }
    } catch (CollectFailure e) {
      reader.survey.problem(e);
    }
  }

  private void addIo(MetricSpec spec, String key, Scan field, Cgroup group, String device)
      throws CollectFailure {
    if (field.startsWith(key)) {
      double value = Scan.asDouble(field.unsigned(key.length()));
      reader.survey.add(spec, value, group.labels("device", device));
    }
  }

  /** {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=8163278}, in microseconds. */
  private void readPressure(String path, Cgroup group, MetricSpec waiting, MetricSpec stalled) {
    Optional<Scan> scan = reader.survey.files().item(path);
    try {
      while (scan.isPresent() && scan.get().nextLine()) {
        Scan line = scan.get();
        boolean some = line.nextField() && line.is("some");
        while (line.nextField()) {
          if (line.startsWith("total=")) {
            double seconds = Scan.asDouble(line.unsigned("total=".length())) / MICROS;
            reader.survey.add(some ? waiting : stalled, seconds, group.labels());
          }
        }
      }
    } catch (CollectFailure e) {
      reader.survey.problem(e);
    }
  }

  @Override
  public long madeMillis(Cgroup group) {
    return CgroupReader.older(
        new File(root + group.path()), new File(root + group.path(), "cgroup.events"));
  }

  @Override
  public OptionalLong process(Cgroup group) {
    return reader.firstProcess(root + group.path());
  }
}

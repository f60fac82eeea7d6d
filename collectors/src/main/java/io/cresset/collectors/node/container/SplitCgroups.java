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

/** The trees of cgroup v1, one for each resource, Documentation/admin-guide/cgroup-v1. */
final class SplitCgroups implements CgroupFiles {
  private static final List<String> CPU = List.of("nr_periods", "nr_throttled", "throttled_time");
  private static final List<String> MEMORY =
      List.of(
          "total_cache",
          "total_rss",
          "total_swap",
          "total_mapped_file",
          "total_inactive_file",
          "total_active_file",
          "total_pgfault",
          "total_pgmajfault");
  private static final double NANOS = 1e9;

  private final String mounts;
  private final CgroupReader reader;

  /**
   * @param mounts the folder with a folder for each tree
   */
  SplitCgroups(String mounts, CgroupReader reader) {
    this.mounts = mounts;
    this.reader = reader;
  }

  private String tree(String name) {
    return mounts + "/" + name;
  }

  /** The first tree that is there: a machine may be without memory, as Raspberry Pis come. */
  @Override
  public String root() {
    return List.of("memory", "cpuacct", "pids").stream()
        .map(this::tree)
        .filter(tree -> new File(tree).isDirectory())
        .findFirst()
        .orElse(tree("cpu"));
  }

  @Override
  public void read(Cgroup group, Map<String, String> devices) {
    readCpu(group);
    readMemory(tree("memory") + group.path() + "/", group);
    String blkio = tree("blkio") + group.path() + "/blkio.throttle.";
    readIo(
        blkio + "io_service_bytes_recursive",
        group,
        devices,
        ContainerMetrics.READ_BYTES,
        ContainerMetrics.WRITTEN_BYTES);
    readIo(
        blkio + "io_serviced_recursive",
        group,
        devices,
        ContainerMetrics.READS,
        ContainerMetrics.WRITES);
    String pids = tree("pids") + group.path() + "/";
    reader.add(ContainerMetrics.THREADS, pids + "pids.current", group);
    reader.addLimit(ContainerMetrics.THREADS_MAX, pids + "pids.max", group);
    reader
        .lines(root() + group.path() + "/cgroup.procs")
        .ifPresent(count -> reader.survey.add(ContainerMetrics.PROCESSES, count, group.labels()));
  }

  private void readCpu(Cgroup group) {
    String used = tree("cpuacct") + group.path() + "/cpuacct.";
    addSeconds(ContainerMetrics.CPU_USAGE, used + "usage", group.labels("cpu", "total"));
    addSeconds(ContainerMetrics.CPU_USER, used + "usage_user", group.labels());
    addSeconds(ContainerMetrics.CPU_SYSTEM, used + "usage_sys", group.labels());
    String cpu = tree("cpu") + group.path() + "/cpu.";
    reader.add(ContainerMetrics.CPU_SHARES, cpu + "shares", group);
    reader.add(ContainerMetrics.CPU_PERIOD, cpu + "cfs_period_us", group);
    OptionalDouble quota = reader.number(cpu + "cfs_quota_us");
    // -1 is none.
    if (quota.isPresent() && quota.getAsDouble() > 0) {
      reader.survey.add(ContainerMetrics.CPU_QUOTA, quota.getAsDouble(), group.labels());
      Map<String, Double> stat = reader.pairs(cpu + "stat", CPU);
      reader.add(ContainerMetrics.CFS_PERIODS, stat, "nr_periods", 1, group.labels());
      reader.add(ContainerMetrics.CFS_THROTTLED_PERIODS, stat, "nr_throttled", 1, group.labels());
      reader.add(
          ContainerMetrics.CFS_THROTTLED_SECONDS, stat, "throttled_time", NANOS, group.labels());
    }
  }

  private void addSeconds(MetricSpec spec, String path, String... labels) {
    reader.number(path).ifPresent(nanos -> reader.survey.add(spec, nanos / NANOS, labels));
  }

  private void readMemory(String folder, Cgroup group) {
    String memory = folder + "memory.";
    OptionalDouble usage = reader.number(memory + "usage_in_bytes");
    usage.ifPresent(
        value -> reader.survey.add(ContainerMetrics.MEMORY_USAGE, value, group.labels()));
    reader.add(ContainerMetrics.MEMORY_MAX_USAGE, memory + "max_usage_in_bytes", group);
    reader.add(ContainerMetrics.MEMORY_FAILCNT, memory + "failcnt", group);
    reader.add(ContainerMetrics.KERNEL_USAGE, memory + "kmem.usage_in_bytes", group);
    Map<String, Double> stat = reader.pairs(memory + "stat", MEMORY);
    reader.addWorkingSet(usage, stat, "total_inactive_file", group);
    reader.add(ContainerMetrics.RSS, stat, "total_rss", 1, group.labels());
    reader.add(ContainerMetrics.CACHE, stat, "total_cache", 1, group.labels());
    reader.add(ContainerMetrics.SWAP, stat, "total_swap", 1, group.labels());
    reader.add(ContainerMetrics.MAPPED_FILE, stat, "total_mapped_file", 1, group.labels());
    reader.add(ContainerMetrics.ACTIVE_FILE, stat, "total_active_file", 1, group.labels());
    reader.add(ContainerMetrics.INACTIVE_FILE, stat, "total_inactive_file", 1, group.labels());
    reader.addFaults(stat, "total_", group);
    reader.addLimit(ContainerMetrics.MEMORY_LIMIT, memory + "limit_in_bytes", group);
    reader.addLimit(ContainerMetrics.SWAP_LIMIT, memory + "memsw.limit_in_bytes", group);
    reader.addLimit(ContainerMetrics.RESERVATION, memory + "soft_limit_in_bytes", group);
    Map<String, Double> oom = reader.pairs(memory + "oom_control", List.of("oom_kill"));
    reader.add(ContainerMetrics.OOM_EVENTS, oom, "oom_kill", 1, group.labels());
  }

  /** {@code 8:0 Read 90112}, one line for each device and sort, and {@code Total 90112}. */
  private void readIo(
      String path, Cgroup group, Map<String, String> devices, MetricSpec reads, MetricSpec writes) {
    Optional<Scan> scan = reader.survey.files().item(path);
    try {
      while (scan.isPresent() && scan.get().nextLine()) {
        Scan line = scan.get();
        if (!line.nextField() || line.is("Total")) {
          continue;
        }
        String number = line.text();
        String device = devices.getOrDefault(number, number);
        line.field();
        if (line.is("Read")) {
          reader.survey.add(reads, line.field().count(), group.labels("device", device));
        } else if (line.is("Write")) {
          reader.survey.add(writes, line.field().count(), group.labels("device", device));
        }
      }
    } catch (CollectFailure e) {
      reader.survey.problem(e);
    }
  }

  @Override
  public long madeMillis(Cgroup group) {
    return CgroupReader.older(
        new File(root() + group.path()), new File(root() + group.path(), "cgroup.clone_children"));
  }

  @Override
  public OptionalLong process(Cgroup group) {
    return reader.firstProcess(root() + group.path());
  }
}

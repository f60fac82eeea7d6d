package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Memory of /proc/meminfo: {@code MemTotal: 24684084 kB}. node_exporter reports a fixed set of its
 * fields, in bytes, and leaves out what newer kernels added since; this is the same set.
 */
public final class Meminfo implements SubCollector {
  private static final List<String> SIZES =
      List.of(
          "Active",
          "Active(anon)",
          "Active(file)",
          "AnonHugePages",
          "AnonPages",
          "Bounce",
          "Buffers",
          "Cached",
          "CmaFree",
          "CmaTotal",
          "CommitLimit",
          "Committed_AS",
          "DirectMap1G",
          "DirectMap2M",
          "DirectMap4k",
          "Dirty",
          "HardwareCorrupted",
          "Hugepagesize",
          "Inactive",
          "Inactive(anon)",
          "Inactive(file)",
          "KernelStack",
          "Mapped",
          "MemAvailable",
          "MemFree",
          "MemTotal",
          "Mlocked",
          "NFS_Unstable",
          "PageTables",
          "Percpu",
          "SReclaimable",
          "SUnreclaim",
          "Shmem",
          "ShmemHugePages",
          "ShmemPmdMapped",
          "Slab",
          "SwapCached",
          "SwapFree",
          "SwapTotal",
          "Unevictable",
          "VmallocChunk",
          "VmallocTotal",
          "VmallocUsed",
          "Writeback",
          "WritebackTmp",
          "Zswap",
          "Zswapped");

  private static final List<String> COUNTS =
      List.of("HugePages_Free", "HugePages_Rsvd", "HugePages_Surp", "HugePages_Total");

  private static final Map<String, MetricSpec> BY_FIELD = byField();

  public static final List<MetricSpec> SPECS =
      BY_FIELD.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Meminfo(Host host) {
    this.host = host;
  }

  private static Map<String, MetricSpec> byField() {
    Map<String, MetricSpec> specs = new HashMap<>();
    for (String field : SIZES) {
      specs.put(field, spec(field.replace('(', '_').replace(")", "") + "_bytes"));
    }
    for (String field : COUNTS) {
      specs.put(field, spec(field));
    }
    return specs;
  }

  private static MetricSpec spec(String name) {
    return MetricSpec.gauge("node_memory_" + name, "Memory information field " + name + ".");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    parse(files.source(host.proc("meminfo"))).forEach(out);
  }

  static List<MetricFamily> parse(Scan in) throws CollectFailure {
    List<MetricFamily> families = new ArrayList<>();
    while (in.nextLine()) {
      if (!in.nextBeforeLast(':')) {
        throw in.malformed("has no colon");
      }
      MetricSpec spec = BY_FIELD.get(in.text());
      if (spec != null) {
        long value = in.field().unsigned();
        if (in.nextField()) {
          if (!in.is("kB")) {
            throw in.malformed("'" + in.text() + "' is not a known unit");
          }
          value *= 1024;
        }
        families.add(spec.family(Scan.asDouble(value)));
      }
    }
    return families;
  }
}

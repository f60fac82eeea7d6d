package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Memory of each NUMA node, of its {@code meminfo} ({@code Node 0 MemFree: 9021 kB}) and {@code
 * numastat} ({@code numa_hit 93460635}) in /sys/devices/system/node.
 *
 * <pre>
 * node_memory_numa_MemFree{node="0"} 9.237504e+06
 * node_memory_numa_numa_hit_total{node="0"} 9.3460635e+07
 * </pre>
 */
public final class NumaMemory implements SubCollector {
  private static final String NODE = "node";

  private final String folder;
  private final SmallFiles files = new SmallFiles();
  private final Map<String, MetricSpec> sizes = new HashMap<>();
  private final Map<String, MetricSpec> counts = new HashMap<>();
  private final LivingLabels<String> labels = new LivingLabels<>(node -> Labels.of("node", node));

  public NumaMemory(Host host) {
    this.folder = host.sys("devices/system/node");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Families found = new Families();
    Failures failures = new Failures();
    // A kernel without NUMA has no such folder, and nothing to tell.
    for (String name : Directories.numbered(folder, NODE)) {
      String at = folder + "/" + name;
      String node = name.substring(NODE.length());
      failures.keep(() -> addSizes(files.source(at + "/meminfo"), node, found));
      failures.keep(() -> addCounts(files.source(at + "/numastat"), node, found));
    }
    labels.endRun();
    found.emit(out);
    failures.raise();
  }

  private void addSizes(Scan in, String node, Families found) throws CollectFailure {
    while (in.nextLine()) {
      if (!in.nextField()) {
        continue;
      }
      in.field();
      String field = fieldName(in.field().text());
      double value = in.field().count();
      if (in.nextField()) {
        if (!in.is("kB")) {
          throw in.malformed("'" + in.text() + "' is not a known unit");
        }
        value *= 1024;
      }
      found.add(sizes.computeIfAbsent(field, NumaMemory::size), labels.get(node), value);
    }
  }

  private void addCounts(Scan in, String node, Families found) throws CollectFailure {
    while (in.nextLine()) {
      if (in.nextField()) {
        String field = MetricNames.clean(in.text());
        double value = in.field().count();
        found.add(counts.computeIfAbsent(field, NumaMemory::count), labels.get(node), value);
      }
    }
  }

  /** {@code Active(anon):} is {@code Active_anon}. */
  private static String fieldName(String word) {
    return MetricNames.clean(word.replace(":", "").replace(")", ""));
  }

  private static MetricSpec size(String field) {
    return MetricSpec.gauge("node_memory_numa_" + field, help(field), "node");
  }

  private static MetricSpec count(String field) {
    String total = field + "_total";
    return MetricSpec.counter("node_memory_numa_" + total, help(total), "node");
  }

  private static String help(String field) {
    return "Memory information field " + field + ".";
  }
}

package io.cresset.collectors.node.network;

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
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What lnstat(8) shows: counters of the network's caches, of the files in /proc/net/stat. Each has
 * a line of names, then a line of hexadecimal numbers for each CPU.
 */
public final class CacheStats implements SubCollector {
  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public CacheStats(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String folder = host.proc("net/stat");
    Families families = new Families();
    Failures failures = new Failures();
    for (String name : Directories.source(folder)) {
      failures.keep(() -> read(name, files.source(folder + "/" + name), families));
    }
    families.emit(out);
    failures.raise();
  }

  private void read(String file, Scan in, Families families) throws CollectFailure {
    in.nextLine();
    List<String> names = in.fields();
    for (int cpu = 0; in.nextLine(); cpu++) {
      Labels labels = Labels.of("subsystem", file, "cpu", Integer.toString(cpu));
      for (String name : names) {
        if (!in.nextField()) {
          break;
        }
        families.add(spec(name), labels, Scan.asDouble(in.hex()));
      }
      if (in.nextField()) {
        throw in.malformed("has more numbers than there are names");
      }
    }
  }

  private MetricSpec spec(String name) {
    return specs.computeIfAbsent(
        name,
        its ->
            MetricSpec.counter(
                "node_lnstat_" + MetricNames.clean(its) + "_total",
                "linux network cache stats",
                "subsystem",
                "cpu"));
  }
}

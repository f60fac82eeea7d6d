package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/**
 * Merging of equal pages, of /sys/kernel/mm/ksm (Documentation/admin-guide/mm/ksm.rst). A file that
 * this kernel does not have is left out.
 */
public final class Ksmd implements SubCollector {

  /** A file, what it becomes, and by what its number is divided. */
  private record File(String name, MetricSpec spec, double divisor) {}

  private static final List<File> FILES =
      List.of(
          new File(
              "full_scans",
              MetricSpec.counter("node_ksmd_full_scans_total", help("full_scans")),
              1),
          gauge("merge_across_nodes"),
          gauge("pages_shared"),
          gauge("pages_sharing"),
          gauge("pages_to_scan"),
          gauge("pages_unshared"),
          gauge("pages_volatile"),
          gauge("run"),
          new File(
              "sleep_millisecs",
              MetricSpec.gauge("node_ksmd_sleep_seconds", help("sleep_millisecs")),
              1000));

  public static final List<MetricSpec> SPECS = FILES.stream().map(File::spec).toList();

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Ksmd(Host host) {
    this.host = host;
  }

  private static File gauge(String file) {
    return new File(file, MetricSpec.gauge("node_ksmd_" + file, help(file)), 1);
  }

  private static String help(String file) {
    return "ksmd '" + file + "' file.";
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Failures failures = new Failures();
    for (File file : FILES) {
      failures.keepUnlessAbsent(
          () ->
              out.accept(
                  file.spec.family(
                      files.count(host.sys("kernel/mm/ksm/" + file.name)) / file.divisor)));
    }
    failures.raise();
  }
}

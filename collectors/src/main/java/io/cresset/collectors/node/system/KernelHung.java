package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/** Tasks that the kernel found hanging, of a file that kernels have since 6.13. */
public final class KernelHung implements SubCollector {
  private static final MetricSpec TASKS =
      MetricSpec.counter(
          "node_kernel_hung_tasks_total",
          "Total number of tasks that have been detected as hung since the system booted.");

  public static final List<MetricSpec> SPECS = List.of(TASKS);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public KernelHung(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    out.accept(TASKS.family(files.count(host.proc("sys/kernel/hung_task_detect_count"))));
  }
}

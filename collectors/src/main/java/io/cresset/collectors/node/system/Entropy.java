package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/** Randomness that the kernel has, of /proc/sys/kernel/random. */
public final class Entropy implements SubCollector {
  private static final MetricSpec AVAILABLE =
      MetricSpec.gauge("node_entropy_available_bits", "Bits of available entropy.");
  private static final MetricSpec POOL =
      MetricSpec.gauge("node_entropy_pool_size_bits", "Bits of entropy pool.");

  public static final List<MetricSpec> SPECS = List.of(AVAILABLE, POOL);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Entropy(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    out.accept(AVAILABLE.family(files.count(host.proc("sys/kernel/random/entropy_avail"))));
    out.accept(POOL.family(files.count(host.proc("sys/kernel/random/poolsize"))));
  }
}

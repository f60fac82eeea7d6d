package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Each swap device, of /proc/swaps.
 *
 * <pre>
 * node_swap_used_bytes{device="/dev/zram0",swap_type="partition"} 1.2e+07
 * </pre>
 */
public final class SwapDevices implements SubCollector {
  private static final MetricSpec SIZE =
      MetricSpec.gauge("node_swap_size_bytes", "Swap device size in bytes.", "device", "swap_type");
  private static final MetricSpec USED =
      MetricSpec.gauge("node_swap_used_bytes", "Swap device used in bytes.", "device", "swap_type");
  private static final MetricSpec PRIORITY =
      MetricSpec.gauge("node_swap_priority", "Swap device priority.", "device", "swap_type");

  public static final List<MetricSpec> SPECS = List.of(SIZE, USED, PRIORITY);

  private final Host host;
  private final Survey survey = new Survey();

  public SwapDevices(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (Swap swap : parse(survey.files().source(host.proc("swaps")))) {
      String[] labels = {"device", swap.device, "swap_type", swap.type};
      survey.add(SIZE, swap.sizeBytes, labels);
      survey.add(USED, swap.usedBytes, labels);
      survey.add(PRIORITY, swap.priority, labels);
    }
    survey.finish(out);
  }

  record Swap(String device, String type, double sizeBytes, double usedBytes, double priority) {}

  /** Lines below the first: name, type, size and use in KiB, priority. */
  static List<Swap> parse(Scan in) throws CollectFailure {
    List<Swap> swaps = new ArrayList<>();
    boolean header = in.nextLine();
    while (header && in.nextLine()) {
      String device = in.field().text();
      String type = in.field().text();
      double size = in.field().count() * 1024;
      double used = in.field().count() * 1024;
      swaps.add(new Swap(device, type, size, used, in.field().decimal()));
    }
    return swaps;
  }
}

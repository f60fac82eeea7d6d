package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVMe controllers and their namespaces, of /sys/class/nvme. Their health is told by {@code smart}.
 *
 * <pre>
 * node_nvme_info{device="nvme0",model="Samsung SSD 970 PRO 512GB",state="live",...} 1
 * </pre>
 */
public final class Nvme implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_nvme_info",
          "Non-numeric data from /sys/class/nvme/<device>, value is always 1.",
          "device",
          "firmware_revision",
          "model",
          "serial",
          "state",
          "cntlid");
  private static final MetricSpec NAMESPACE_INFO =
      MetricSpec.gauge(
          "node_nvme_namespace_info",
          "Information about NVMe namespaces. Value is always 1",
          "device",
          "nsid",
          "ana_state");
  private static final MetricSpec CAPACITY =
      MetricSpec.gauge(
          "node_nvme_namespace_capacity_bytes",
          "Capacity of the NVMe namespace in bytes. Computed as namespace_size *"
              + " namespace_logical_block_size",
          "device",
          "nsid");
  private static final MetricSpec SIZE =
      MetricSpec.gauge(
          "node_nvme_namespace_size_bytes",
          "Size of the NVMe namespace in bytes. Available in"
              + " /sys/class/nvme/<device>/<namespace>/size",
          "device",
          "nsid");
  private static final MetricSpec USED =
      MetricSpec.gauge(
          "node_nvme_namespace_used_bytes",
          "Used space of the NVMe namespace in bytes. Available in"
              + " /sys/class/nvme/<device>/<namespace>/nuse",
          "device",
          "nsid");
  private static final MetricSpec BLOCK_SIZE =
      MetricSpec.gauge(
          "node_nvme_namespace_logical_block_size_bytes",
          "Logical block size of the NVMe namespace in bytes. Usually 4Kb. Available in"
              + " /sys/class/nvme/<device>/<namespace>/queue/logical_block_size",
          "device",
          "nsid");

  public static final List<MetricSpec> SPECS =
      List.of(INFO, NAMESPACE_INFO, CAPACITY, SIZE, USED, BLOCK_SIZE);

  private static final Pattern NAMESPACE = Pattern.compile("nvme\\d+n(\\d+)");

  /** Files with a text, and the labels that they become. */
  private static final List<List<String>> TEXTS =
      List.of(
          List.of("firmware_rev", "firmware_revision"),
          List.of("model", "model"),
          List.of("serial", "serial"),
          List.of("state", "state"),
          List.of("cntlid", "cntlid"));

  private final String folder;
  private final Survey survey = new Survey();

  public Nvme(Host host) {
    this.folder = host.sys("class/nvme");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String device : Directories.source(folder)) {
      String at = folder + "/" + device + "/";
      List<String> labels = new ArrayList<>(List.of("device", device));
      for (List<String> text : TEXTS) {
        labels.add(text.getLast());
        labels.add(survey.text(at + text.getFirst()).orElse(""));
      }
      survey.add(INFO, 1, labels.toArray(String[]::new));
      for (String name : Directories.names(at)) {
        Matcher namespace = NAMESPACE.matcher(name);
        if (namespace.matches()) {
          addNamespace(device, at + name, namespace.group(1));
        }
      }
    }
    survey.finish(out);
  }

  /**
   * node_exporter multiplies the size too by the logical block size, though the kernel tells it in
   * sectors of 512 bytes: on a disk with blocks of 4 KiB it shows eight times what there is. Here
   * the size is what the help says.
   */
  private void addNamespace(String device, String at, String nsid) {
    String[] labels = {"device", device, "nsid", nsid};
    String state = survey.text(at + "/ana_state").orElse("unknown");
    survey.add(NAMESPACE_INFO, 1, "device", device, "nsid", nsid, "ana_state", state);
    OptionalDouble blockSize = survey.number(at + "/queue/logical_block_size");
    OptionalDouble sectors = survey.number(at + "/size");
    OptionalDouble used = survey.number(at + "/nuse");
    if (blockSize.isPresent()) {
      double bytes = blockSize.getAsDouble();
      survey.add(BLOCK_SIZE, bytes, labels);
      used.ifPresent(blocks -> survey.add(USED, blocks * bytes, labels));
    }
    sectors.ifPresent(
        count -> {
          survey.add(SIZE, count * Diskstats.SECTOR_BYTES, labels);
          survey.add(CAPACITY, count * Diskstats.SECTOR_BYTES, labels);
        });
  }
}

package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.DeviceOptions;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * InfiniBand, RoCE and Omni-Path adapters, of /sys/class/infiniband
 * (Documentation/ABI/stable/sysfs-class-infiniband).
 *
 * <pre>
 * node_infiniband_port_data_received_bytes_total{device="mlx5_0",port="1"} 7.40e+09
 * </pre>
 */
public final class InfiniBand implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_infiniband_info",
          "Non-numeric data from /sys/class/infiniband/<device>, value is always 1.",
          "device",
          "board_id",
          "firmware_version",
          "hca_type");
  private static final MetricSpec STATE =
      gauge(
          "state_id",
          "State of the InfiniBand port (0: no change, 1: down, 2: init, 3: armed, 4: active, 5:"
              + " act defer)");
  private static final MetricSpec PHYSICAL_STATE =
      gauge(
          "physical_state_id",
          "Physical state of the InfiniBand port (0: no change, 1: sleep, 2: polling, 3: disable,"
              + " 4: shift, 5: link up, 6: link error recover, 7: phytest)");
  private static final MetricSpec RATE =
      gauge("rate_bytes_per_second", "Maximum signal transfer rate");
  private static final MetricSpec LIFESPAN =
      gauge(
          "lifespan_seconds",
          "The maximum period in ms which defines the aging of the counter reads. Two consecutive"
              + " reads within this period might return the same values.");

  public static final List<MetricSpec> SPECS =
      Stream.concat(
              Stream.of(INFO, STATE, PHYSICAL_STATE, RATE, LIFESPAN),
              InfiniBandCounter.ALL.stream().map(InfiniBandCounter::spec))
          .toList();

  private static final double BYTES_OF_A_GIGABIT = 125_000_000;

  /** What drivers say of counters that the hardware does not have: {@code N/A (no PMA)}. */
  private static final String NOT_AVAILABLE = "N/A";

  private final String folder;
  private final NameFilter devices;
  private final Survey survey = new Survey();

  public InfiniBand(Host host, DeviceOptions options) {
    this.folder = host.sys("class/infiniband");
    this.devices = options.devices();
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_infiniband_" + name, help, "device", "port");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String device : Directories.source(folder)) {
      if (devices.takes(device)) {
        String at = folder + "/" + device + "/";
        survey.add(
            INFO,
            1,
            "device",
            device,
            "board_id",
            survey.text(at + "board_id").orElse(""),
            "firmware_version",
            survey.text(at + "fw_ver").orElse(""),
            "hca_type",
            survey.text(at + "hca_type").orElse(""));
        for (String port : Directories.names(at + "ports")) {
          collectPort(device, port, at + "ports/" + port + "/");
        }
      }
    }
    survey.finish(out);
  }

  private void collectPort(String device, String port, String at) {
    String[] labels = {"device", device, "port", port};
    addFirst(STATE, at + "state", ":", 1, labels);
    addFirst(PHYSICAL_STATE, at + "phys_state", ":", 1, labels);
    addFirst(RATE, at + "rate", " ", BYTES_OF_A_GIGABIT, labels);
    survey.addFile(
        LIFESPAN, at + "hw_counters/lifespan", milliseconds -> milliseconds / 1000, labels);
    for (InfiniBandCounter counter : InfiniBandCounter.ALL) {
      String path = at + counter.file();
      Optional<String> text = survey.text(path);
      if (text.isPresent() && !text.get().startsWith(NOT_AVAILABLE)) {
        survey
            .number(path, text.get())
            .ifPresent(value -> survey.add(counter.spec(), counter.unit(value), labels));
      }
    }
  }

  /** The number before a word: {@code 4: ACTIVE}, {@code 40 Gb/sec (4X QDR)}. */
  private void addFirst(MetricSpec spec, String path, String end, double unit, String... labels) {
    Optional<String> text = survey.text(path);
    if (text.isPresent()) {
      OptionalDouble number = Survey.decimal(text.get().split(end, 2)[0].strip());
      if (number.isPresent()) {
        survey.add(spec, number.getAsDouble() * unit, labels);
      } else {
        survey.problem(Survey.malformed(path, "'" + text.get() + "' does not begin with a number"));
      }
    }
  }
}

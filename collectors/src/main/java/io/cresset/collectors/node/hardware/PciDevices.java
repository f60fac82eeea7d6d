package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * PCI devices, how fast and wide they are linked, their power and virtual functions, of
 * /sys/bus/pci/devices (Documentation/ABI/testing/sysfs-bus-pci).
 *
 * <pre>
 * node_pcidevice_current_link_width{bus="01",device="00",function="0",segment="0000"} 4
 * </pre>
 */
public final class PciDevices implements SubCollector {
  private static final String[] LOCATION = {"segment", "bus", "device", "function"};

  private static final MetricSpec INFO =
      gauge("info", "Non-numeric data from /sys/bus/pci/devices/<location>, value is always 1.");
  private static final MetricSpec MAX_SPEED =
      gauge("max_link_transfers_per_second", "Value of maximum link's transfers per second (T/s)");
  private static final MetricSpec MAX_WIDTH =
      gauge("max_link_width", "Value of maximum link's width (number of lanes)");
  private static final MetricSpec CURRENT_SPEED =
      gauge(
          "current_link_transfers_per_second",
          "Value of current link's transfers per second (T/s)");
  private static final MetricSpec CURRENT_WIDTH =
      gauge("current_link_width", "Value of current link's width (number of lanes)");
  private static final MetricSpec POWER_STATE =
      gauge(
          "power_state",
          "PCIe device power state, one of: D0, D1, D2, D3hot, D3cold, unknown or error.");
  private static final MetricSpec D3COLD_ALLOWED =
      gauge("d3cold_allowed", "Whether the PCIe device supports D3cold power state (0/1).");
  private static final MetricSpec AUTOPROBE =
      gauge(
          "sriov_drivers_autoprobe",
          "Whether SR-IOV drivers autoprobe is enabled for the device (0/1).");
  private static final MetricSpec VFS =
      gauge("sriov_numvfs", "Number of Virtual Functions (VFs) currently enabled for SR-IOV.");
  private static final MetricSpec TOTAL_VFS =
      gauge("sriov_totalvfs", "Total number of Virtual Functions (VFs) supported by the device.");
  private static final MetricSpec VF_MSIX =
      gauge("sriov_vf_total_msix", "Total number of MSI-X vectors for Virtual Functions.");
  private static final MetricSpec NUMA_NODE =
      gauge(
          "numa_node",
          "NUMA node number for the PCI device. -1 indicates unknown or not available.");

  public static final List<MetricSpec> SPECS =
      List.of(
          INFO,
          MAX_SPEED,
          MAX_WIDTH,
          CURRENT_SPEED,
          CURRENT_WIDTH,
          POWER_STATE,
          D3COLD_ALLOWED,
          AUTOPROBE,
          VFS,
          TOTAL_VFS,
          VF_MSIX,
          NUMA_NODE);

  private static final List<String> POWER_STATES =
      List.of("D0", "D1", "D2", "D3hot", "D3cold", "unknown", "error");

  /** What a device has that the kernel does not tell a link or a virtual function of. */
  private static final double NO_LINK = -1;

  private static final double NONE = 0;
  private static final double GIGA = 1e9;
  private static final String SPEED_UNIT = " GT/s PCIe";

  private final String folder;
  private final Survey survey = new Survey();
  private final Optional<PciLabels> names;

  public PciDevices(Host host, PciDeviceOptions options) {
    this.folder = host.sys("bus/pci/devices");
    this.names =
        options.names() ? Optional.of(new PciLabels(host, options.idsfile())) : Optional.empty();
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_pcidevice_" + name, help, LOCATION);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<PciDevice> devices = new ArrayList<>();
    for (String name : Directories.source(folder)) {
      Optional<List<String>> location = PciDevice.location(name);
      if (location.isEmpty()) {
        survey.problem(Survey.malformed(folder, "'" + name + "' is no place of a device"));
      } else {
        PciDevice.read(folder + "/" + name, location.get(), survey).ifPresent(devices::add);
      }
    }
    names.ifPresent(known -> known.learn(devices));
    for (PciDevice device : devices) {
      List<String> labels = new ArrayList<>(device.labels());
      names.ifPresent(known -> labels.addAll(known.of(device)));
      survey.add(INFO, 1, labels.toArray(String[]::new));
      addNumbers(device.folder() + "/", at(device.location()));
    }
    survey.finish(out);
  }

  private static String[] at(List<String> location) {
    String[] labels = new String[2 * LOCATION.length];
    for (int i = 0; i < LOCATION.length; i++) {
      labels[2 * i] = LOCATION[i];
      labels[2 * i + 1] = location.get(i);
    }
    return labels;
  }

  private void addNumbers(String at, String[] labels) {
    add(MAX_SPEED, at + "max_link_speed", NO_LINK, this::speed, labels);
    add(MAX_WIDTH, at + "max_link_width", NO_LINK, this::count, labels);
    add(CURRENT_SPEED, at + "current_link_speed", NO_LINK, this::speed, labels);
    add(CURRENT_WIDTH, at + "current_link_width", NO_LINK, this::count, labels);
    add(D3COLD_ALLOWED, at + "d3cold_allowed", NONE, this::flag, labels);
    add(AUTOPROBE, at + "sriov_drivers_autoprobe", NONE, this::flag, labels);
    add(VFS, at + "sriov_numvfs", NONE, this::count, labels);
    add(TOTAL_VFS, at + "sriov_totalvfs", NONE, this::count, labels);
    add(VF_MSIX, at + "sriov_vf_total_msix", NONE, this::count, labels);
    OptionalDouble node = survey.number(at + "numa_node");
    if (node.isPresent() && node.getAsDouble() >= 0) {
      survey.add(NUMA_NODE, node.getAsDouble(), labels);
    }
    Optional<String> power = survey.text(at + "power_state");
    for (String state : power.isPresent() ? POWER_STATES : List.<String>of()) {
      List<String> withState = new ArrayList<>(List.of(labels));
      withState.addAll(List.of("state", state));
      survey.add(POWER_STATE, state.equals(power.get()) ? 1 : 0, withState.toArray(String[]::new));
    }
  }

  /** What a file says; nothing if it cannot be read or understood. */
  private interface Reading extends Function<PciFile, OptionalDouble> {}

  private record PciFile(String path, String text) {}

  /**
   * @param otherwise what a device has for which the kernel has no such file, or no value in it
   */
  private void add(
      MetricSpec spec, String path, double otherwise, Reading reading, String[] labels) {
    Optional<String> text = survey.text(path);
    boolean unknown =
        text.map(value -> value.isEmpty() || value.startsWith("Unknown"))
            .orElseGet(() -> isLeftOut(Path.of(path)));
    OptionalDouble value =
        unknown
            ? OptionalDouble.of(otherwise)
            : text.map(told -> reading.apply(new PciFile(path, told)))
                .orElse(OptionalDouble.empty());
    value.ifPresent(number -> survey.add(spec, number, labels));
  }

  /** Whether the kernel has no such file for a device, which itself is still there. */
  private static boolean isLeftOut(Path file) {
    return Files.notExists(file) && Files.exists(file.resolveSibling("class"));
  }

  private OptionalDouble count(PciFile file) {
    return survey.number(file.path, file.text);
  }

  private OptionalDouble flag(PciFile file) {
    OptionalDouble number = count(file);
    return number.isPresent()
        ? OptionalDouble.of(number.getAsDouble() == 0 ? 0 : 1)
        : OptionalDouble.empty();
  }

  /** {@code 8.0 GT/s PCIe}. */
  private OptionalDouble speed(PciFile file) {
    OptionalDouble number =
        file.text.endsWith(SPEED_UNIT)
            ? Survey.decimal(file.text.substring(0, file.text.length() - SPEED_UNIT.length()))
            : OptionalDouble.empty();
    if (number.isEmpty()) {
      survey.problem(Survey.malformed(file.path, "'" + file.text + "' is not a speed"));
      return number;
    }
    return OptionalDouble.of(number.getAsDouble() * GIGA);
  }
}

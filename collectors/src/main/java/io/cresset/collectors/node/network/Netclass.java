package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Properties of each network interface, of /sys/class/net
 * (Documentation/ABI/testing/sysfs-class-net). An attribute that the kernel refuses, such as the
 * speed of an interface that is down, is left out.
 */
public final class Netclass implements SubCollector {

  /** A file with a number, and what it becomes. */
  private record Attribute(String file, MetricSpec spec) {}

  private static final String SPEED = "speed";

  private static final List<Attribute> ATTRIBUTES =
      List.of(
          attribute("addr_assign_type", "address_assign_type"),
          attribute("carrier", "carrier"),
          attribute("carrier_changes", "carrier_changes_total"),
          attribute("carrier_up_count", "carrier_up_changes_total"),
          attribute("carrier_down_count", "carrier_down_changes_total"),
          attribute("dev_id", "device_id"),
          attribute("dormant", "dormant"),
          attribute("flags", "flags"),
          attribute("ifindex", "iface_id"),
          attribute("iflink", "iface_link"),
          attribute("link_mode", "iface_link_mode"),
          attribute("mtu", "mtu_bytes"),
          attribute("name_assign_type", "name_assign_type"),
          attribute("netdev_group", "net_dev_group"),
          attribute(SPEED, "speed_bytes"),
          attribute("tx_queue_len", "transmit_queue_length"),
          attribute("type", "protocol_type"));

  static final MetricSpec UP =
      MetricSpec.gauge(
          "node_network_up", "Value is 1 if operstate is 'up', 0 otherwise.", "device");
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_network_info",
          "Non-numeric data from /sys/class/net/<iface>, value is always 1.",
          "device",
          "address",
          "broadcast",
          "duplex",
          "operstate",
          "adminstate",
          "ifalias");

  public static final List<MetricSpec> SPECS = specs();

  /** IFF_UP of linux/if.h. */
  private static final long FLAG_UP = 1;

  private final Host host;
  private final NetclassOptions options;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<String> deviceLabels =
      new LivingLabels<>(device -> Labels.of("device", device));
  private final LivingLabels<Texts> infoLabels = new LivingLabels<>(Netclass::labels);

  /** What is not a number, as it stands in the labels of the info metric. */
  private record Texts(
      String device,
      String address,
      String broadcast,
      String duplex,
      String operstate,
      String adminstate,
      String ifalias) {}

  public Netclass(Host host, NetclassOptions options) {
    this.host = host;
    this.options = options;
  }

  private static Attribute attribute(String file, String name) {
    return new Attribute(file, property(name));
  }

  static MetricSpec property(String name) {
    return property(name, name.endsWith("_total") ? MetricType.COUNTER : MetricType.GAUGE);
  }

  static MetricSpec property(String name, MetricType type) {
    return new MetricSpec(
        "node_network_" + name, type, "", "Network device property: " + name, List.of("device"));
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(List.of(UP, INFO));
    ATTRIBUTES.forEach(attribute -> specs.add(attribute.spec));
    return List.copyOf(specs);
  }

  private static Labels labels(Texts texts) {
    return Labels.of(
        "device", texts.device,
        "address", texts.address,
        "broadcast", texts.broadcast,
        "duplex", texts.duplex,
        "operstate", texts.operstate,
        "adminstate", texts.adminstate,
        "ifalias", texts.ifalias);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String folder = host.sys("class/net");
    if (!Files.isDirectory(Path.of(folder))) {
      throw new CollectFailure(Kind.ABSENT, folder + ": there is no such folder", "");
    }
    List<Points> numbers =
        ATTRIBUTES.stream().map(attribute -> new Points(attribute.spec)).toList();
    Points up = new Points(UP);
    Points info = new Points(INFO);
    for (String device : Directories.names(folder)) {
      String at = folder + "/" + device + "/";
      // Beside the interfaces stand plain files, such as bonding_masters; and one may just be gone.
      if (!options.ignoredDevices().isIn(device) && Files.isDirectory(Path.of(at))) {
        OptionalLong flags = collectNumbers(at, deviceLabels.get(device), numbers);
        collectTexts(device, at, flags, up, info);
      }
    }
    deviceLabels.endRun();
    infoLabels.endRun();
    up.emit(out);
    info.emit(out);
    numbers.forEach(points -> points.emit(out));
  }

  /** Gives the interface's flags back, which its info needs too. */
  private OptionalLong collectNumbers(String at, Labels device, List<Points> numbers) {
    OptionalLong flags = OptionalLong.empty();
    for (int i = 0; i < ATTRIBUTES.size(); i++) {
      String file = ATTRIBUTES.get(i).file;
      OptionalLong value = files.text(at + file).map(Netclass::parse).orElse(OptionalLong.empty());
      boolean noSpeed =
          options.ignoreInvalidSpeed()
              && file.equals(SPEED)
              && value.isPresent()
              && value.getAsLong() < 0;
      if (value.isPresent() && !noSpeed) {
        // In the file the speed is in Mbit/s, and -1 where the driver does not know it.
        long shown = value.getAsLong();
        numbers.get(i).add(device, (double) (file.equals(SPEED) ? shown * 1_000_000 / 8 : shown));
        if (file.equals("flags")) {
          flags = value;
        }
      }
    }
    return flags;
  }

  private void collectTexts(String device, String at, OptionalLong flags, Points up, Points info) {
    Optional<String> operstate = files.text(at + "operstate");
    operstate.ifPresent(state -> up.add(deviceLabels.get(device), state.equals("up") ? 1 : 0));
    Texts texts =
        new Texts(
            device,
            files.text(at + "address").orElse(""),
            files.text(at + "broadcast").orElse(""),
            files.text(at + "duplex").orElse(""),
            operstate.orElse(""),
            flags.isEmpty() ? "unknown" : (flags.getAsLong() & FLAG_UP) != 0 ? "up" : "down",
            files.text(at + "ifalias").orElse(""));
    info.add(infoLabels.get(texts), 1);
  }

  /** A number in the kernel's forms, {@code -1}, {@code 1500} or {@code 0x1003}. */
  static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(
          text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}

package io.cresset.collectors.node.network;

import static java.util.Locale.ROOT;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.NetworkDriver;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What drivers of network interfaces tell ethtool(8): link modes, versions, and counters under
 * names of their own, {@code rx_queue_0_drops}, which become metrics.
 */
public final class Ethtool implements SubCollector {
  /** Counters whose names and help texts are better than the drivers' own. */
  private static final Map<String, MetricSpec> USUAL =
      Map.of(
          "rx_bytes", usual("received_bytes", "Network interface bytes received"),
          "rx_dropped", usual("received_dropped", "Number of received frames dropped"),
          "rx_errors", usual("received_errors", "Number of received frames with errors"),
          "rx_packets", usual("received_packets", "Network interface packets received"),
          "tx_bytes", usual("transmitted_bytes", "Network interface bytes sent"),
          "tx_errors", usual("transmitted_errors", "Number of sent frames with errors"),
          "tx_packets", usual("transmitted_packets", "Network interface packets sent"));

  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_ethtool_info",
          "A metric with a constant '1' value labeled by bus_info, device, driver,"
              + " expansion_rom_version, firmware_version, version.",
          "bus_info",
          "device",
          "driver",
          "expansion_rom_version",
          "firmware_version",
          "version");
  private static final MetricSpec PORTS =
      MetricSpec.gauge(
          "node_network_supported_port_info",
          "Type of ports or PHYs supported by network device",
          "device",
          "type");
  private static final MetricSpec AUTONEGOTIATION =
      gauge("autonegotiate", "If this port is using autonegotiate");

  /** What a set of link modes becomes. */
  private record Modes(
      MetricSpec speeds, MetricSpec autonegotiation, MetricSpec pause, MetricSpec asymmetricPause) {

    private static final int AUTONEGOTIATION_BIT = 1 << 6;
    private static final int PAUSE_BIT = 1 << 13;
    private static final int ASYMMETRIC_PAUSE_BIT = 1 << 14;

    void add(Families families, String device, int modes) {
      for (LinkSpeed speed : LinkSpeed.ALL) {
        if (speed.isIn(modes)) {
          families.add(
              speeds,
              Labels.of("device", device, "duplex", speed.duplex(), "mode", speed.mode()),
              speed.bytes());
        }
      }
      Labels labels = Labels.of("device", device);
      families.add(autonegotiation, labels, (modes & AUTONEGOTIATION_BIT) != 0 ? 1 : 0);
      families.add(pause, labels, (modes & PAUSE_BIT) != 0 ? 1 : 0);
      families.add(asymmetricPause, labels, (modes & ASYMMETRIC_PAUSE_BIT) != 0 ? 1 : 0);
    }
  }

  private static final Modes SUPPORTED =
      new Modes(
          speeds("supported", "Combination of speeds and features supported by network device"),
          gauge("autonegotiate_supported", "If this port device supports autonegotiate"),
          gauge("pause_supported", "If this port device supports pause frames"),
          gauge(
              "asymmetricpause_supported", "If this port device supports asymmetric pause frames"));
  private static final Modes ADVERTISED =
      new Modes(
          speeds("advertised", "Combination of speeds and features offered by network device"),
          gauge("autonegotiate_advertised", "If this port device offers autonegotiate"),
          gauge("pause_advertised", "If this port device offers pause capability"),
          gauge(
              "asymmetricpause_advertised",
              "If this port device offers asymmetric pause capability"));

  /** By their bits in linux/ethtool.h. */
  private static final Map<Integer, String> PORT_TYPES =
      Map.of(7, "TP", 8, "AUI", 9, "MII", 10, "FIBRE", 11, "BNC", 16, "Backplane");

  public static final List<MetricSpec> SPECS = specs();

  private static final Pattern RECEIVED = Pattern.compile("(^|_)rx(_|$)");
  private static final Pattern TRANSMITTED = Pattern.compile("(^|_)tx(_|$)");

  private final Host host;
  private final EthtoolOptions options;
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public Ethtool(Host host, EthtoolOptions options) {
    this.host = host;
    this.options = options;
  }

  private static MetricSpec usual(String name, String help) {
    return MetricSpec.unknown("node_ethtool_" + name + "_total", help, "device");
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_network_" + name, help, "device");
  }

  private static MetricSpec speeds(String which, String help) {
    return MetricSpec.gauge(
        "node_network_" + which + "_speed_bytes", help, "device", "duplex", "mode");
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(USUAL.values());
    specs.addAll(List.of(INFO, PORTS, AUTONEGOTIATION));
    for (Modes modes : List.of(SUPPORTED, ADVERTISED)) {
      specs.addAll(
          List.of(modes.speeds, modes.autonegotiation, modes.pause, modes.asymmetricPause));
    }
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String folder = host.sys("class/net");
    Families families = new Families();
    for (String device : Directories.source(folder)) {
      // Beside the interfaces stand plain files, such as bonding_masters.
      if (options.devices().takes(device) && Files.isDirectory(Path.of(folder, device))) {
        add(families, device, host.machine().networkDriver(device));
      }
    }
    families.emit(out);
  }

  private void add(Families families, String device, NetworkDriver driver) {
    Labels labels = Labels.of("device", device);
    driver
        .settings()
        .ifPresent(
            settings -> {
              SUPPORTED.add(families, device, settings.supported());
              ADVERTISED.add(families, device, settings.advertised());
              PORT_TYPES.forEach(
                  (bit, type) -> {
                    if ((settings.supported() & 1 << bit) != 0) {
                      families.add(PORTS, Labels.of("device", device, "type", type), 1);
                    }
                  });
              families.add(AUTONEGOTIATION, labels, settings.autonegotiation());
            });
    driver.info().ifPresent(info -> families.add(INFO, labels(device, info), 1));
    statistics(driver.statistics())
        .forEach((spec, value) -> families.add(spec, labels, Scan.asDouble(value)));
  }

  private static Labels labels(String device, NetworkDriver.Info info) {
    return Labels.of(
        "bus_info",
        info.bus(),
        "device",
        device,
        "driver",
        info.driver(),
        "expansion_rom_version",
        info.rom(),
        "firmware_version",
        info.firmware(),
        "version",
        info.version());
  }

  /** Counters whose names become one are left out, for nobody could tell them apart. */
  private Map<MetricSpec, Long> statistics(Map<String, Long> statistics) {
    Map<String, List<String>> words = new TreeMap<>();
    for (String word : statistics.keySet()) {
      String name = MetricNames.clean(word);
      String metric = metric(name);
      if (options.metricsInclude().isIn(name) && !metric.isEmpty()) {
        words.computeIfAbsent(metric, _ -> new ArrayList<>()).add(word);
      }
    }
    Map<MetricSpec, Long> values = new LinkedHashMap<>();
    words.forEach(
        (metric, same) -> {
          if (same.size() == 1) {
            String word = same.getFirst();
            values.put(spec(MetricNames.clean(word), metric), statistics.getOrDefault(word, 0L));
          }
        });
    return values;
  }

  private MetricSpec spec(String name, String metric) {
    MetricSpec usual = USUAL.get(name);
    return usual != null
        ? usual
        : specs.computeIfAbsent(
            "node_ethtool_" + metric,
            its -> MetricSpec.unknown(its, "Network interface " + name, "device"));
  }

  static String metric(String name) {
    String metric = name.toLowerCase(ROOT).replaceFirst("^_+", "");
    metric = RECEIVED.matcher(metric).replaceAll("$1received$2");
    return TRANSMITTED.matcher(metric).replaceAll("$1transmitted$2");
  }
}

package io.cresset.collectors.node.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.GenericNetlink;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Wi-Fi interfaces and who is at the other end, from netlink's family nl80211 (linux/nl80211.h).
 * Without a Wi-Fi driver there is no such family.
 */
public final class Wifi implements SubCollector {
  private static final MetricSpec FREQUENCY =
      MetricSpec.gauge(
          "node_wifi_interface_frequency_hertz",
          "The current frequency a WiFi interface is operating at, in hertz.",
          "device");
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_wifi_station_info",
          "Labeled WiFi interface station information as provided by the operating system.",
          "device",
          "bssid",
          "ssid",
          "mode");
  private static final MetricSpec RECEIVED_BITS =
      gauge(
          "receive_bits_per_second",
          "The current WiFi receive bitrate of a station, in bits per second.");
  private static final MetricSpec SENT_BITS =
      gauge(
          "transmit_bits_per_second",
          "The current WiFi transmit bitrate of a station, in bits per second.");
  private static final MetricSpec RECEIVED =
      counter("receive_bytes_total", "The total number of bytes received by a WiFi station.");
  private static final MetricSpec SENT =
      counter("transmit_bytes_total", "The total number of bytes transmitted by a WiFi station.");
  private static final MetricSpec SIGNAL =
      gauge("signal_dbm", "The current WiFi signal strength, in decibel-milliwatts (dBm).");
  private static final MetricSpec INACTIVE =
      gauge(
          "inactive_seconds",
          "The number of seconds since any wireless activity has occurred on a station.");

  /** Numbers of 32 bits, by their attribute. */
  private static final Map<Integer, MetricSpec> COUNTERS =
      Map.of(
          16,
          counter(
              "connected_seconds_total",
              "The total number of seconds a station has been connected to an access point."),
          9,
          counter("received_packets_total", "The total number of packets received by a station."),
          10,
          counter(
              "transmitted_packets_total", "The total number of packets transmitted by a station."),
          11,
          counter(
              "transmit_retries_total",
              "The total number of times a station has had to retry while sending a packet."),
          12,
          counter(
              "transmit_failed_total",
              "The total number of times a station has failed to send a packet."),
          18,
          counter(
              "beacon_loss_total",
              "The total number of times a station has detected a beacon loss."));

  public static final List<MetricSpec> SPECS = specs();

  private static final int GET_INTERFACE = 5;
  private static final int GET_STATION = 17;
  private static final int GET_SCAN = 32;

  private static final int IFINDEX = 3;
  private static final int IFNAME = 4;
  private static final int MAC = 6;
  private static final int STATION = 21;
  private static final int WIPHY_FREQ = 38;
  private static final int BSS = 47;

  private static final int BSS_BSSID = 1;
  private static final int BSS_ELEMENTS = 6;
  private static final int BSS_STATUS = 9;
  private static final int SSID_ELEMENT = 0;

  private static final int STATION_INACTIVE = 1;
  private static final int STATION_RX_BYTES = 2;
  private static final int STATION_TX_BYTES = 3;
  private static final int STATION_SIGNAL = 7;
  private static final int STATION_TX_BITRATE = 8;
  private static final int STATION_RX_BITRATE = 14;
  private static final int STATION_RX_BYTES64 = 23;
  private static final int STATION_TX_BYTES64 = 24;

  private static final int BITRATE = 1;
  private static final int BITRATE32 = 5;

  private static final double HERTZ_OF_A_MEGAHERTZ = 1e6;
  private static final double BITS_OF_A_RATE = 100_000;
  private static final double MILLISECONDS = 1000;

  private final Host host;
  private final HexFormat colons = HexFormat.ofDelimiter(":");

  public Wifi(Host host) {
    this.host = host;
  }

  private static MetricSpec counter(String name, String help) {
    return MetricSpec.counter("node_wifi_station_" + name, help, "device", "mac_address");
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_wifi_station_" + name, help, "device", "mac_address");
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs =
        new ArrayList<>(
            List.of(FREQUENCY, INFO, RECEIVED_BITS, SENT_BITS, RECEIVED, SENT, SIGNAL, INACTIVE));
    specs.addAll(COUNTERS.values());
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Machine machine = host.machine();
    int[] family =
        machine.netlink(
            GenericNetlink.family("nl80211"),
            () -> new int[1],
            (into, answer) -> into[0] = GenericNetlink.id(answer));
    Families families = new Families();
    Failures failures = new Failures();
    for (Map<Integer, NetlinkMessage> each : ask(family[0], GET_INTERFACE, new byte[0])) {
      NetlinkMessage name = each.get(IFNAME);
      NetlinkMessage index = each.get(IFINDEX);
      // Some virtual devices have no name.
      if (name != null && index != null) {
        failures.keep(() -> add(families, family[0], name.text(), index, each));
      }
    }
    families.emit(out);
    failures.raise();
  }

  private List<Map<Integer, NetlinkMessage>> ask(int family, int command, byte[] attributes)
      throws CollectFailure {
    return host.machine()
        .<List<Map<Integer, NetlinkMessage>>>netlink(
            GenericNetlink.question(family, command, Netlink.ALL, attributes),
            ArrayList::new,
            (into, message) -> into.add(message.attributes(GenericNetlink.HEADER_BYTES)));
  }

  private void add(
      Families families,
      int family,
      String device,
      NetlinkMessage index,
      Map<Integer, NetlinkMessage> each)
      throws CollectFailure {
    NetlinkMessage megahertz = each.get(WIPHY_FREQ);
    if (megahertz != null) {
      families.add(FREQUENCY, Labels.of("device", device), megahertz.u32(0) * HERTZ_OF_A_MEGAHERTZ);
    }
    byte[] its = GenericNetlink.attribute(IFINDEX, index.i32(0));
    for (Map<Integer, NetlinkMessage> found : ask(family, GET_SCAN, its)) {
      NetlinkMessage bss = found.get(BSS);
      // Of all that were heard only the one that it belongs to has a status.
      if (bss != null && bss.attributes(0).containsKey(BSS_STATUS)) {
        families.add(INFO, info(device, bss.attributes(0)), 1);
        break;
      }
    }
    for (Map<Integer, NetlinkMessage> station : ask(family, GET_STATION, its)) {
      NetlinkMessage mac = station.get(MAC);
      NetlinkMessage info = station.get(STATION);
      if (mac != null && info != null) {
        Labels labels = Labels.of("device", device, "mac_address", colons.formatHex(mac.bytes()));
        addStation(families, labels, info.attributes(0));
      }
    }
  }

  private Labels info(String device, Map<Integer, NetlinkMessage> bss) throws CollectFailure {
    NetlinkMessage status = bss.get(BSS_STATUS);
    NetlinkMessage bssid = bss.get(BSS_BSSID);
    NetlinkMessage elements = bss.get(BSS_ELEMENTS);
    return Labels.of(
        "device",
        device,
        "bssid",
        bssid == null ? "" : colons.formatHex(bssid.bytes()),
        "ssid",
        elements == null ? "" : ssid(elements.bytes()),
        "mode",
        status == null ? "unknown" : mode(status.u32(0)));
  }

  private static String mode(long status) {
    if (status <= 1) {
      return "client";
    }
    return status == 2 ? "ad-hoc" : "unknown";
  }

  /** Elements are a number, a length and so many bytes (IEEE 802.11, 9.4.2). */
  static String ssid(byte[] elements) {
    int at = 0;
    while (at + 2 <= elements.length) {
      int end = at + 2 + Byte.toUnsignedInt(elements[at + 1]);
      if (elements[at] == SSID_ELEMENT && end <= elements.length) {
        return new String(Arrays.copyOfRange(elements, at + 2, end), UTF_8);
      }
      at = end;
    }
    return "";
  }

  private static void addStation(
      Families families, Labels labels, Map<Integer, NetlinkMessage> station)
      throws CollectFailure {
    for (Map.Entry<Integer, MetricSpec> counter : COUNTERS.entrySet()) {
      NetlinkMessage value = station.get(counter.getKey());
      if (value != null) {
        families.add(counter.getValue(), labels, (double) value.u32(0));
      }
    }
    NetlinkMessage inactive = station.get(STATION_INACTIVE);
    if (inactive != null) {
      families.add(INACTIVE, labels, inactive.u32(0) / MILLISECONDS);
    }
    NetlinkMessage signal = station.get(STATION_SIGNAL);
    if (signal != null) {
      families.add(SIGNAL, labels, (byte) signal.u8(0));
    }
    addBytes(families, RECEIVED, labels, station, STATION_RX_BYTES64, STATION_RX_BYTES);
    addBytes(families, SENT, labels, station, STATION_TX_BYTES64, STATION_TX_BYTES);
    addRate(families, RECEIVED_BITS, labels, station, STATION_RX_BITRATE);
    addRate(families, SENT_BITS, labels, station, STATION_TX_BITRATE);
  }

  private static void addBytes(
      Families families,
      MetricSpec spec,
      Labels labels,
      Map<Integer, NetlinkMessage> station,
      int in64Bits,
      int in32Bits)
      throws CollectFailure {
    NetlinkMessage large = station.get(in64Bits);
    NetlinkMessage small = station.get(in32Bits);
    if (large != null) {
      families.add(spec, labels, Scan.asDouble(large.u64(0)));
    } else if (small != null) {
      families.add(spec, labels, (double) small.u32(0));
    }
  }

  private static void addRate(
      Families families,
      MetricSpec spec,
      Labels labels,
      Map<Integer, NetlinkMessage> station,
      int which)
      throws CollectFailure {
    Optional<NetlinkMessage> rate = Optional.ofNullable(station.get(which));
    if (rate.isPresent()) {
      Map<Integer, NetlinkMessage> parts = rate.get().attributes(0);
      NetlinkMessage large = parts.get(BITRATE32);
      NetlinkMessage small = parts.get(BITRATE);
      if (large != null) {
        families.add(spec, labels, large.u32(0) * BITS_OF_A_RATE);
      } else if (small != null) {
        families.add(spec, labels, small.u16(0) * BITS_OF_A_RATE);
      }
    }
  }
}

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
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Replicated block devices, of /proc/drbd, which DRBD 8 fills; that of DRBD 9 tells only its
 * version.
 *
 * <pre>
 *  1: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
 *     ns:17324442 nr:0 dw:17324453 dr:18364 al:5052 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:b oos:0
 * </pre>
 */
public final class Drbd implements SubCollector {
  private static final double KIB = 1024;

  private static final Map<String, Field> FIELDS =
      Map.ofEntries(
          counter(
              "ns", "network_sent_bytes_total", "Total number of bytes sent via the network.", KIB),
          counter(
              "nr",
              "network_received_bytes_total",
              "Total number of bytes received via the network.",
              KIB),
          counter(
              "dw",
              "disk_written_bytes_total",
              "Net data written on local hard disk; in bytes.",
              KIB),
          counter(
              "dr", "disk_read_bytes_total", "Net data read from local hard disk; in bytes.", KIB),
          counter(
              "al",
              "activitylog_writes_total",
              "Number of updates of the activity log area of the meta data.",
              1),
          counter(
              "bm",
              "bitmap_writes_total",
              "Number of updates of the bitmap area of the meta data.",
              1),
          gauge("lo", "local_pending", "Number of open requests to the local I/O sub-system.", 1),
          gauge(
              "pe",
              "remote_pending",
              "Number of requests sent to the peer, but that have not yet been answered by the"
                  + " latter.",
              1),
          gauge(
              "ua",
              "remote_unacknowledged",
              "Number of requests received by the peer via the network connection, but that have"
                  + " not yet been answered.",
              1),
          gauge(
              "ap",
              "application_pending",
              "Number of block I/O requests forwarded to DRBD, but not yet answered by DRBD.",
              1),
          gauge("ep", "epochs", "Number of Epochs currently on the fly.", 1),
          gauge(
              "oos",
              "out_of_sync_bytes",
              "Amount of data known to be out of sync; in bytes.",
              KIB));

  private static final MetricSpec PRIMARY =
      MetricSpec.gauge(
          "node_drbd_node_role_is_primary",
          "Whether the role of the node is in the primary state.",
          "device",
          "node");
  private static final MetricSpec UP_TO_DATE =
      MetricSpec.gauge(
          "node_drbd_disk_state_is_up_to_date",
          "Whether the disk of the node is up to date.",
          "device",
          "node");
  private static final MetricSpec CONNECTED =
      MetricSpec.gauge("node_drbd_connected", "Whether DRBD is connected to the peer.", "device");

  public static final List<MetricSpec> SPECS = specs();

  private final Host host;
  private final Survey survey = new Survey();

  /**
   * @param unit what the kernel's number is multiplied by
   */
  private record Field(MetricSpec spec, double unit) {}

  public Drbd(Host host) {
    this.host = host;
  }

  private static Map.Entry<String, Field> counter(
      String key, String name, String help, double unit) {
    return Map.entry(key, new Field(MetricSpec.counter("node_drbd_" + name, help, "device"), unit));
  }

  private static Map.Entry<String, Field> gauge(String key, String name, String help, double unit) {
    return Map.entry(key, new Field(MetricSpec.gauge("node_drbd_" + name, help, "device"), unit));
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(List.of(PRIMARY, UP_TO_DATE, CONNECTED));
    FIELDS.values().forEach(field -> specs.add(field.spec));
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String path = host.proc("drbd");
    Scan in = survey.files().source(path);
    String device = "";
    while (in.nextLine()) {
      while (in.nextField()) {
        String[] pair = in.text().split(":", -1);
        if (pair.length != 2) {
          continue;
        }
        if (pair[1].isEmpty() && pair[0].matches("\\d+")) {
          device = "drbd" + pair[0];
        } else if (!device.isEmpty()) {
          add(path, device, pair[0], pair[1]);
        }
      }
    }
    survey.finish(out);
  }

  private void add(String path, String device, String key, String value) {
    Field field = FIELDS.get(key);
    if (field != null) {
      OptionalDouble number = survey.number(path, value);
      number.ifPresent(count -> survey.add(field.spec, count * field.unit, "device", device));
      return;
    }
    switch (key) {
      case "ro" -> addBoth(path, PRIMARY, device, value, "Primary");
      case "ds" -> addBoth(path, UP_TO_DATE, device, value, "UpToDate");
      case "cs" -> survey.add(CONNECTED, value.equals("Connected") ? 1 : 0, "device", device);
      default -> {
        // Many fields have no metric.
      }
    }
  }

  /** {@code Primary/Secondary}: this node's and the other's. */
  private void addBoth(String path, MetricSpec spec, String device, String value, String good) {
    String[] sides = value.split("/", -1);
    if (sides.length != 2) {
      survey.problem(Survey.malformed(path, "'" + value + "' does not tell of two nodes"));
      return;
    }
    survey.add(spec, sides[0].equals(good) ? 1 : 0, "device", device, "node", "local");
    survey.add(spec, sides[1].equals(good) ? 1 : 0, "device", device, "node", "remote");
  }
}

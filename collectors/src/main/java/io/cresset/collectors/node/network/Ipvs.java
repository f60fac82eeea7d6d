package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's load balancer, of /proc/net/ip_vs_stats and ip_vs (net/netfilter/ipvs/ip_vs_ctl.c).
 * Without its module there are no such files.
 */
public final class Ipvs implements SubCollector {
  /** In the order of the columns. */
  private static final List<MetricSpec> TOTALS =
      List.of(
          MetricSpec.counter(
              "node_ipvs_connections_total", "The total number of connections made."),
          MetricSpec.counter(
              "node_ipvs_incoming_packets_total", "The total number of incoming packets."),
          MetricSpec.counter(
              "node_ipvs_outgoing_packets_total", "The total number of outgoing packets."),
          MetricSpec.counter(
              "node_ipvs_incoming_bytes_total", "The total amount of incoming data."),
          MetricSpec.counter(
              "node_ipvs_outgoing_bytes_total", "The total amount of outgoing data."));

  private static final MetricSpec ACTIVE =
      backend("connections_active", "The current active connections by local and remote address.");
  private static final MetricSpec INACTIVE =
      backend(
          "connections_inactive", "The current inactive connections by local and remote address.");
  private static final MetricSpec WEIGHT =
      backend("weight", "The current backend weight by local and remote address.");

  public static final List<MetricSpec> SPECS = specs();

  private static final Pattern ADDRESS = Pattern.compile("\\[?([0-9A-Fa-f:]+)]?:([0-9A-Fa-f]{4})");

  private final Host host;
  private final List<String> labels;
  private final SmallFiles files = new SmallFiles();

  public Ipvs(Host host, IpvsOptions options) {
    this.host = host;
    this.labels = options.backendLabels();
  }

  private static MetricSpec backend(String name, String help) {
    return MetricSpec.gauge(
        "node_ipvs_backend_" + name, help, IpvsOptions.LABELS.toArray(String[]::new));
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(TOTALS);
    specs.addAll(List.of(ACTIVE, INACTIVE, WEIGHT));
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Failures failures = new Failures();
    Scan stats = files.source(host.proc("net/ip_vs_stats"));
    failures.keep(
        () -> {
          long[] totals = parseTotals(stats);
          for (int i = 0; i < totals.length; i++) {
            out.accept(TOTALS.get(i).family(Scan.asDouble(totals[i])));
          }
        });
    failures.keep(() -> addBackends(parse(files.source(host.proc("net/ip_vs")), failures), out));
    failures.raise();
  }

  private void addBackends(List<Backend> backends, Consumer<MetricFamily> out) {
    Map<Labels, Load> loads = new LinkedHashMap<>();
    for (Backend backend : backends) {
      loads.merge(labels(backend.labels), backend.load, Load::plus);
    }
    Points active = new Points(ACTIVE);
    Points inactive = new Points(INACTIVE);
    Points weight = new Points(WEIGHT);
    loads.forEach(
        (key, load) -> {
          active.add(key, load.active);
          inactive.add(key, load.inactive);
          weight.add(key, load.weight);
        });
    active.emit(out);
    inactive.emit(out);
    weight.emit(out);
  }

  private Labels labels(List<String> values) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (labels.contains(IpvsOptions.LABELS.get(i))) {
        pairs.add(IpvsOptions.LABELS.get(i));
        pairs.add(values.get(i));
      }
    }
    return Labels.of(pairs.toArray(String[]::new));
  }

  /** Two lines of headings, then the totals in hexadecimal digits; rates follow. */
  static long[] parseTotals(Scan in) throws CollectFailure {
    in.nextLine();
    in.nextLine();
    if (!in.nextLine()) {
      throw in.malformed("has no third line");
    }
    long[] totals = new long[TOTALS.size()];
    for (int i = 0; i < totals.length; i++) {
      totals[i] = in.field().hex();
    }
    return totals;
  }

  record Load(double weight, double active, double inactive) {
    Load plus(Load other) {
      return new Load(weight + other.weight, active + other.active, inactive + other.inactive);
    }
  }

  /**
   * @param labels values in the order of {@link IpvsOptions#LABELS}
   */
  record Backend(List<String> labels, Load load) {}

  /**
   * A service, and below it a line for each backend:
   *
   * <pre>
   * TCP  C0000201:01BB wlc
   *   -&gt; CB007107:01BB      Tunnel  100    248        2
   * FWM  10001000 wlc
   * </pre>
   *
   * @param failures keeps lines that are not understood; the backends below such a service are left
   *     out
   */
  static List<Backend> parse(Scan in, Failures failures) {
    List<Backend> backends = new ArrayList<>();
    List<Service> current = new ArrayList<>();
    while (in.nextLine()) {
      failures.keep(
          () -> {
            List<String> words = in.fields();
            String first = words.isEmpty() ? "" : words.getFirst();
            if (first.isEmpty() || first.equals("IP") || first.equals("Prot")) {
              return;
            }
            if (!first.equals("->")) {
              current.clear();
              current.add(Service.parse(in, words));
            } else if (!current.isEmpty()) {
              backends.add(backend(in, words, current.getFirst()));
            }
          });
    }
    return backends;
  }

  private record Service(String proto, Address local, String mark) {
    static Service parse(Scan in, List<String> words) throws CollectFailure {
      String proto = words.getFirst();
      String at = second(in, words);
      return proto.equals("FWM")
          ? new Service(proto, Address.NONE, at)
          : new Service(proto, Address.parse(in, at), "");
    }
  }

  private static String second(Scan in, List<String> words) throws CollectFailure {
    if (words.size() < 2) {
      throw in.malformed("has no address");
    }
    return words.get(1);
  }

  private static Backend backend(Scan in, List<String> words, Service service)
      throws CollectFailure {
    Address remote = Address.parse(in, second(in, words));
    List<String> labels =
        List.of(
            service.local.address,
            service.local.port,
            remote.address,
            remote.port,
            service.proto,
            service.mark);
    return new Backend(labels, load(in, words));
  }

  private static Load load(Scan in, List<String> words) throws CollectFailure {
    try {
      return new Load(
          Long.parseLong(words.get(3)), Long.parseLong(words.get(4)), Long.parseLong(words.get(5)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw in.malformed("has no weight and connections");
    }
  }

  private record Address(String address, String port) {
    static final Address NONE = new Address("", "0");

    /** {@code C0000201:01BB} or {@code [2001:0DB8:...:0001]:01BB}. */
    static Address parse(Scan in, String text) throws CollectFailure {
      Matcher matcher = ADDRESS.matcher(text);
      Optional<byte[]> ip = matcher.matches() ? IpText.bytes(matcher.group(1)) : Optional.empty();
      if (ip.isEmpty()) {
        throw in.malformed("'" + text + "' is no address");
      }
      return new Address(
          IpText.of(ip.get()), Integer.toString(Integer.parseInt(matcher.group(2), 16)));
    }
  }
}

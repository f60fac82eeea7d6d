package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sockets by protocol and state, of /proc/net/sockstat and sockstat6: {@code TCP: inuse 4 orphan 0
 * tw 2 alloc 6 mem 1}. {@code mem} is in pages. Without IPv4 or IPv6 its file is not there.
 */
public final class Sockstat implements SubCollector {
  private static final MetricSpec USED =
      MetricSpec.gauge("node_sockstat_sockets_used", "Number of IPv4 sockets in use.");

  public static final List<MetricSpec> SPECS = List.of(USED);

  private static final Set<String> STATES =
      Set.of("inuse", "orphan", "tw", "alloc", "mem", "memory");

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public Sockstat(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Failures failures = new Failures();
    failures.keepUnlessAbsent(() -> emit(files.source(host.proc("net/sockstat")), out));
    failures.keepUnlessAbsent(() -> emit(files.source(host.proc("net/sockstat6")), out));
    failures.raise();
  }

  private void emit(Scan in, Consumer<MetricFamily> out) throws CollectFailure {
    for (Count count : parse(in)) {
      if (count.protocol.equals("sockets")) {
        if (count.state.equals("used")) {
          out.accept(USED.family(count.value));
        }
      } else if (STATES.contains(count.state)) {
        out.accept(spec(count.protocol, count.state).family(count.value));
        if (count.state.equals("mem")) {
          double bytes = count.value * host.machine().pageBytes();
          out.accept(spec(count.protocol, "mem_bytes").family(bytes));
        }
      }
    }
  }

  private MetricSpec spec(String protocol, String state) {
    return specs.computeIfAbsent(
        protocol + "_" + state,
        name ->
            MetricSpec.gauge(
                "node_sockstat_" + MetricNames.clean(name),
                "Number of " + protocol + " sockets in state " + state + "."));
  }

  record Count(String protocol, String state, double value) {}

  static List<Count> parse(Scan in) throws CollectFailure {
    List<Count> counts = new ArrayList<>();
    while (in.nextLine()) {
      if (!in.nextBefore(':')) {
        throw in.malformed("has no colon");
      }
      String protocol = in.text();
      while (in.nextField()) {
        counts.add(new Count(protocol, in.text(), in.field().signed()));
      }
    }
    return counts;
  }
}

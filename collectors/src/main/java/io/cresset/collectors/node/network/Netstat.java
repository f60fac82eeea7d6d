package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Decisions;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the network stack counts. In /proc/net/netstat and snmp two lines belong together:
 *
 * <pre>
 * Udp: InDatagrams NoPorts InErrors
 * Udp: 120398 27 0
 * </pre>
 *
 * <p>and /proc/net/snmp6, which is not there without IPv6, has one number a line: {@code
 * Ip6InOctets 4096}.
 */
public final class Netstat implements SubCollector {
  private final Host host;
  private final Decisions wanted;
  private final SmallFiles files = new SmallFiles();
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public Netstat(Host host, NetstatOptions options) {
    this.host = host;
    this.wanted = new Decisions(options.fields()::isIn);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Failures failures = new Failures();
    failures.keep(() -> emit(parse(files.source(host.proc("net/netstat"))), out));
    failures.keep(() -> emit(parse(files.source(host.proc("net/snmp"))), out));
    failures.keepUnlessAbsent(() -> emit(parse6(files.source(host.proc("net/snmp6"))), out));
    failures.raise();
  }

  private void emit(List<Field> fields, Consumer<MetricFamily> out) {
    for (Field field : fields) {
      String name = field.protocol + "_" + field.name;
      if (wanted.about(name)) {
        out.accept(specs.computeIfAbsent(name, _ -> spec(field)).family(field.value));
      }
    }
  }

  private static MetricSpec spec(Field field) {
    return MetricSpec.unknown(
        "node_netstat_" + MetricNames.clean(field.protocol + "_" + field.name),
        "Statistic " + field.protocol + field.name + ".");
  }

  record Field(String protocol, String name, double value) {}

  static List<Field> parse(Scan in) throws CollectFailure {
    List<Field> fields = new ArrayList<>();
    while (in.nextLine()) {
      if (!in.nextBefore(':')) {
        throw in.malformed("has no colon");
      }
      String protocol = in.text();
      List<String> names = in.fields();
      if (!in.nextLine() || !in.nextBefore(':') || !in.is(protocol)) {
        throw in.malformed("does not belong to the names of " + protocol);
      }
      for (String name : names) {
        fields.add(new Field(protocol, name, in.field().decimal()));
      }
      if (in.nextField()) {
        throw in.malformed("has more values than names");
      }
    }
    return fields;
  }

  static List<Field> parse6(Scan in) throws CollectFailure {
    List<Field> fields = new ArrayList<>();
    while (in.nextLine()) {
      int six = in.nextField() ? in.text().indexOf('6') : -1;
      if (six >= 0) {
        String name = in.text();
        fields.add(
            new Field(name.substring(0, six + 1), name.substring(six + 1), in.field().decimal()));
      }
    }
    return fields;
  }
}

package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Decisions;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Paging and out-of-memory counts of /proc/vmstat: {@code pgfault 26370346}. */
public final class Vmstat implements SubCollector {
  private final Host host;
  private final Decisions wanted;
  private final SmallFiles files = new SmallFiles();
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public Vmstat(Host host, VmstatOptions options) {
    this.host = host;
    this.wanted = new Decisions(options.fields()::isIn);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (Field field : parse(files.source(host.proc("vmstat")), wanted)) {
      out.accept(specs.computeIfAbsent(field.name, Vmstat::spec).family(field.value));
    }
  }

  record Field(String name, double value) {}

  static List<Field> parse(Scan in, Decisions wanted) throws CollectFailure {
    List<Field> fields = new ArrayList<>();
    while (in.nextLine()) {
      if (in.nextField() && wanted.about(in.text())) {
        fields.add(new Field(in.text(), in.field().count()));
      }
    }
    return fields;
  }

  private static MetricSpec spec(String field) {
    return MetricSpec.unknown(
        "node_vmstat_" + MetricNames.clean(field), "/proc/vmstat information field " + field + ".");
  }
}

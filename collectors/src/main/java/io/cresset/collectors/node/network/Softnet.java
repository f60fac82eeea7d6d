package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Packets that each CPU took from network devices, of /proc/net/softnet_stat: a line per CPU of
 * hexadecimal columns, of which newer kernels have more (net/core/net-procfs.c).
 */
public final class Softnet implements SubCollector {

  /** A column of the file and what it becomes. */
  private record Column(int index, MetricSpec spec) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column(0, counter("processed_total", "Number of processed packets")),
          new Column(1, counter("dropped_total", "Number of dropped packets")),
          new Column(
              2,
              counter(
                  "times_squeezed_total", "Number of times processing packets ran out of quota")),
          new Column(
              8,
              counter(
                  "cpu_collision_total",
                  "Number of collision occur while obtaining device lock while transmitting")),
          new Column(9, counter("received_rps_total", "Number of times cpu woken up received_rps")),
          new Column(
              10, counter("flow_limit_count_total", "Number of times flow limit has been reached")),
          new Column(
              11, MetricSpec.gauge("node_softnet_backlog_len", "Softnet backlog status", "cpu")));

  public static final List<MetricSpec> SPECS = COLUMNS.stream().map(Column::spec).toList();

  private static final int LEAST_COLUMNS = 9;

  /** Which CPU a line is of; kernels before 5.14 leave it to the reader to count lines. */
  private static final int CPU_COLUMN = 12;

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<Long> labels =
      new LivingLabels<>(cpu -> Labels.of("cpu", Long.toString(cpu)));

  public Softnet(Host host) {
    this.host = host;
  }

  private static MetricSpec counter(String name, String help) {
    return MetricSpec.counter("node_softnet_" + name, help, "cpu");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Families families = new Families();
    for (Cpu cpu : parse(files.source(host.proc("net/softnet_stat")))) {
      for (Column column : COLUMNS) {
        if (column.index < cpu.columns.size()) {
          families.add(column.spec, labels.get(cpu.number), cpu.columns.get(column.index));
        }
      }
    }
    labels.endRun();
    families.emit(out);
  }

  record Cpu(long number, List<Long> columns) {}

  static List<Cpu> parse(Scan in) throws CollectFailure {
    List<Cpu> cpus = new ArrayList<>();
    while (in.nextLine()) {
      List<Long> columns = new ArrayList<>();
      while (in.nextField()) {
        columns.add(in.hex());
      }
      if (columns.size() < LEAST_COLUMNS) {
        throw in.malformed("has " + columns.size() + " columns, fewer than " + LEAST_COLUMNS);
      }
      long number = columns.size() > CPU_COLUMN ? columns.get(CPU_COLUMN) : cpus.size();
      cpus.add(new Cpu(number, columns));
    }
    return cpus;
  }
}

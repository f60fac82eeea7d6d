package io.cresset.collectors.node.cpu;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Interrupts by CPU, of /proc/interrupts, below a line that names the CPUs:
 *
 * <pre>
 *  14:   39   0   IO-APIC   14-edge   ata_piix
 * NMI:    0   0   Non-maskable interrupts
 * ERR:    0
 * </pre>
 *
 * <p>A line without a word behind its numbers, like the last, counts errors of the hardware and is
 * left out.
 */
public final class Interrupts implements SubCollector {
  private static final MetricSpec TOTAL =
      MetricSpec.counter(
          "node_interrupts_total", "Interrupt details.", "cpu", "type", "info", "devices");

  public static final List<MetricSpec> SPECS = List.of(TOTAL);

  private record Series(int cpu, String type, String info, String devices) {}

  private final Host host;
  private final NameFilter names;
  private final boolean includeZeros;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<Series> labels =
      new LivingLabels<>(
          series ->
              Labels.of(
                  "cpu", Integer.toString(series.cpu),
                  "type", series.type,
                  "info", series.info,
                  "devices", series.devices));

  public Interrupts(Host host, InterruptsOptions options) {
    this.host = host;
    this.names = options.names();
    this.includeZeros = options.includeZeros();
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points points = new Points(TOTAL);
    for (Line line : parse(files.source(host.proc("interrupts")))) {
      if (names.takes(line.type + ";" + line.info + ";" + line.devices)) {
        for (int cpu = 0; cpu < line.counts.size(); cpu++) {
          if (includeZeros || line.counts.get(cpu) != 0) {
            points.add(
                labels.get(new Series(cpu, line.type, line.info, line.devices)),
                line.counts.get(cpu));
          }
        }
      }
    }
    labels.endRun();
    points.emit(out);
  }

  record Line(String type, String info, String devices, List<Double> counts) {}

  static List<Line> parse(Scan in) throws CollectFailure {
    if (!in.nextLine()) {
      throw in.malformed("is empty");
    }
    int cpus = in.fields().size();
    List<Line> lines = new ArrayList<>();
    while (in.nextLine()) {
      if (in.nextBefore(':')) {
        String type = in.text();
        List<Double> counts = new ArrayList<>();
        while (counts.size() < cpus && in.nextField() && Character.isDigit(in.text().charAt(0))) {
          counts.add(in.count());
        }
        List<String> words = in.fields();
        if (counts.size() == cpus && !words.isEmpty()) {
          boolean numbered = type.chars().allMatch(Character::isDigit);
          int info = numbered ? 1 : words.size();
          lines.add(
              new Line(
                  type,
                  String.join(" ", words.subList(0, info)),
                  String.join(" ", words.subList(info, words.size())),
                  counts));
        }
      }
    }
    return lines;
  }
}

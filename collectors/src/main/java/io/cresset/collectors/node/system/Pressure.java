package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Pressure stall information of /proc/pressure (Documentation/accounting/psi.rst):
 *
 * <pre>
 * some avg10=0.00 avg60=0.00 avg300=0.00 total=8163278
 * full avg10=0.00 avg60=0.00 avg300=0.00 total=5761736
 * </pre>
 *
 * Totals are in microseconds. For the CPU as a whole "full" means nothing, and for interrupts there
 * is no "some".
 */
public final class Pressure implements SubCollector {
  private static final String WAITING = "Total time in seconds that processes have waited ";
  private static final String STALLED =
      "Total time in seconds no process could make progress due to ";

  private static final List<Source> SOURCES =
      List.of(
          new Source(
              "cpu", Optional.of(spec("cpu_waiting", WAITING + "for CPU time")), Optional.empty()),
          new Source(
              "io",
              Optional.of(spec("io_waiting", WAITING + "due to IO congestion")),
              Optional.of(spec("io_stalled", STALLED + "IO congestion"))),
          new Source(
              "memory",
              Optional.of(spec("memory_waiting", WAITING + "for memory")),
              Optional.of(spec("memory_stalled", STALLED + "memory congestion"))),
          new Source(
              "irq",
              Optional.empty(),
              Optional.of(spec("irq_stalled", STALLED + "IRQ congestion"))));

  public static final List<MetricSpec> SPECS =
      SOURCES.stream()
          .flatMap(source -> Stream.of(source.some, source.full))
          .flatMap(Optional::stream)
          .toList();

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Pressure(Host host) {
    this.host = host;
  }

  private record Source(String file, Optional<MetricSpec> some, Optional<MetricSpec> full) {}

  private static MetricSpec spec(String name, String help) {
    return MetricSpec.counter("node_pressure_" + name + "_seconds_total", help);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    boolean found = false;
    for (Source source : SOURCES) {
      // A kernel without CONFIG_PSI has no such file, one started without psi=1 refuses to read it,
      // and one before 6.1 has none for interrupts.
      Optional<Scan> in = files.item(host.proc("pressure/" + source.file));
      if (in.isPresent()) {
        Stall stall = parse(in.get());
        found |= stall.someMicros.isPresent() || stall.fullMicros.isPresent();
        emit(source, stall, out);
      }
    }
    if (!found) {
      throw new CollectFailure(
          Kind.ABSENT,
          host.proc("pressure") + ": this kernel keeps no pressure stall information",
          "Linux has it from 4.20 on, with CONFIG_PSI; some distributions want psi=1 on its"
              + " command line.");
    }
  }

  private static void emit(Source source, Stall stall, Consumer<MetricFamily> out) {
    source.some.ifPresent(spec -> emit(spec, stall.someMicros, out));
    source.full.ifPresent(spec -> emit(spec, stall.fullMicros, out));
  }

  private static void emit(MetricSpec spec, OptionalLong micros, Consumer<MetricFamily> out) {
    if (micros.isPresent()) {
      // Twice by a thousand, not once by a million, gives node_exporter's last digit.
      out.accept(spec.family(Scan.asDouble(micros.getAsLong()) / 1000.0 / 1000.0));
    }
  }

  record Stall(OptionalLong someMicros, OptionalLong fullMicros) {}

  static Stall parse(Scan in) throws CollectFailure {
    OptionalLong some = OptionalLong.empty();
    OptionalLong full = OptionalLong.empty();
    while (in.nextLine()) {
      boolean isSome = in.nextField() && in.is("some");
      boolean isFull = !isSome && in.is("full");
      if (isSome || isFull) {
        OptionalLong total = OptionalLong.of(total(in));
        some = isSome ? total : some;
        full = isFull ? total : full;
      }
    }
    return new Stall(some, full);
  }

  private static long total(Scan in) throws CollectFailure {
    while (in.nextField()) {
      if (in.startsWith("total=")) {
        return in.unsigned("total=".length());
      }
    }
    throw in.malformed("has no total");
  }
}

package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.MetricNames;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import io.cresset.collectors.node.system.SysctlOptions.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Chosen parameters of the kernel, of /proc/sys.
 *
 * <pre>
 * node_sysctl_kernel_pid_max 32768
 * node_sysctl_net_ipv4_tcp_rmem{index="0"} 4096
 * node_sysctl_info{index="0",name="kernel.ostype",value="Linux"} 1
 * </pre>
 */
public final class Sysctl implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge("node_sysctl_info", "sysctl info", "name", "value", "index");

  public static final List<MetricSpec> SPECS = List.of(INFO);

  private final Host host;
  private final List<Parameter> numbers;
  private final List<Parameter> words;
  private final SmallFiles files = new SmallFiles();

  public Sysctl(Host host, SysctlOptions options) {
    this.host = host;
    this.numbers = options.numbers();
    this.words = options.words();
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Failures failures = new Failures();
    for (Parameter parameter : numbers) {
      failures.keep(() -> addNumbers(parameter, out));
    }
    Points info = new Points(INFO);
    for (Parameter parameter : words) {
      failures.keep(
          () -> {
            List<String> values = values(read(parameter));
            for (int i = 0; i < values.size(); i++) {
              info.add(
                  Labels.of("name", parameter.name(), "value", values.get(i), "index", "" + i), 1);
            }
          });
    }
    info.emit(out);
    failures.raise();
  }

  private void addNumbers(Parameter parameter, Consumer<MetricFamily> out) throws CollectFailure {
    Scan in = read(parameter);
    List<Double> values = new ArrayList<>();
    for (String word : values(in)) {
      OptionalDouble value = Survey.parse(word);
      if (value.isEmpty()) {
        throw in.malformed("'" + word + "' is not a number");
      }
      values.add(value.getAsDouble());
    }
    List<String> keys = parameter.keys();
    if (!keys.isEmpty() && keys.size() != values.size()) {
      throw in.malformed("has %d values, and not %s".formatted(values.size(), keys));
    }
    String name = "node_sysctl_" + MetricNames.clean(parameter.name());
    String help = "sysctl " + parameter.name();
    if (!keys.isEmpty()) {
      for (int i = 0; i < keys.size(); i++) {
        out.accept(
            MetricSpec.unknown(name + "_" + MetricNames.clean(keys.get(i)), help + ", field " + i)
                .family(values.get(i)));
      }
    } else if (values.size() == 1) {
      out.accept(MetricSpec.unknown(name, help).family(values.getFirst()));
    } else {
      List<NumberPoint> points = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        points.add(new NumberPoint(Labels.of("index", "" + i), values.get(i)));
      }
      out.accept(MetricSpec.unknown(name, help, "index").family(points));
    }
  }

  private Scan read(Parameter parameter) throws CollectFailure {
    return files.source(host.proc("sys/" + parameter.path()));
  }

  /** Its words, of which there is one at least. */
  private static List<String> values(Scan in) throws CollectFailure {
    List<String> values = new ArrayList<>();
    while (in.nextLine()) {
      values.addAll(in.fields());
    }
    if (values.isEmpty()) {
      throw in.malformed("is empty");
    }
    return values;
  }
}

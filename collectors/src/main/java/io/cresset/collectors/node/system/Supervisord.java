package io.cresset.collectors.node.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.config.Secret;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Processes that supervisord runs, asked of it by XML-RPC (its method getAllProcessInfo).
 *
 * <pre>
 * node_supervisord_state{group="web",name="worker-0"} 20
 * </pre>
 */
public final class Supervisord implements SubCollector {
  private static final MetricSpec UP = gauge("up", "Process Up");
  private static final MetricSpec STATE = gauge("state", "Process State");
  private static final MetricSpec EXIT_STATUS = gauge("exit_status", "Process Exit Status");
  private static final MetricSpec START_TIME =
      MetricSpec.counter(
          "node_supervisord_start_time_seconds", "Process start time", "name", "group");

  public static final List<MetricSpec> SPECS = List.of(UP, STATE, EXIT_STATUS, START_TIME);

  /** STARTING, RUNNING and STOPPING. */
  private static final Set<Double> RUNNING = Set.of(10.0, 20.0, 40.0);

  /** It has one thread, and answers at once unless it was stopped. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Host host;
  private final SupervisordOptions options;
  private final Survey survey = new Survey();

  public Supervisord(Host host, SupervisordOptions options) {
    this.host = host;
    this.options = options;
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_supervisord_" + name, help, "name", "group");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String call = XmlRpc.call("supervisor.getAllProcessInfo");
    String answer = host.machine().post(options.url(), credentials(), call, PATIENCE);
    try {
      XmlRpc.structs(answer).forEach(this::add);
    } catch (IOException e) {
      survey.problem(
          new CollectFailure(Kind.MALFORMED, options.url() + ": " + e.getMessage(), "", e));
    }
    survey.finish(out);
  }

  /** As HTTP's basic authentication has them. */
  private Optional<String> credentials() {
    return options
        .username()
        .map(
            name -> {
              String password = options.password().map(Secret::reveal).orElse("");
              return Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
            });
  }

  private void add(Map<String, String> process) {
    String[] labels = {
      "name", process.getOrDefault("name", ""), "group", process.getOrDefault("group", "")
    };
    OptionalDouble state = number(process, "state");
    OptionalDouble start = number(process, "start");
    number(process, "exitstatus").ifPresent(status -> survey.add(EXIT_STATUS, status, labels));
    if (state.isPresent()) {
      boolean running = RUNNING.contains(state.getAsDouble());
      survey.add(STATE, state.getAsDouble(), labels);
      survey.add(UP, running ? 1 : 0, labels);
      if (running && start.isPresent()) {
        survey.add(START_TIME, start.getAsDouble(), labels);
      }
    }
  }

  private OptionalDouble number(Map<String, String> process, String member) {
    String text = process.getOrDefault(member, "").strip();
    return survey.number(options.url() + ": " + member, text);
  }
}

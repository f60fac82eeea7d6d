package io.cresset.collectors.node;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Resource;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.source.SubCollector;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One on-demand task per sub-collector, each in a lane of its own, so that a slow or failing one
 * hides no other. What a run took and whether it succeeded is reported for each:
 *
 * <pre>
 * node_scrape_collector_duration_seconds{collector="cpu"} 0.000411
 * node_scrape_collector_success{collector="cpu"} 1
 * </pre>
 */
final class NodeCollector implements Collector {
  private static final MetricSpec DURATION =
      MetricSpec.gauge(
          "node_scrape_collector_duration_seconds",
          "node_exporter: Duration of a collector scrape.",
          "collector");
  private static final MetricSpec SUCCESS =
      MetricSpec.gauge(
          "node_scrape_collector_success",
          "node_exporter: Whether a collector succeeded.",
          "collector");

  static final List<MetricSpec> SPECS = List.of(DURATION, SUCCESS);

  private final NodeConfig config;
  private final Resource resource;
  private final Host host;

  NodeCollector(NodeConfig config, CollectorContext context, Machine machine) {
    this.config = config;
    this.resource = context.resource();
    this.host =
        config.host(machine, context.time(), line -> context.logger().log(Level.WARNING, line));
  }

  @Override
  public void start(Tasks tasks) {
    for (NodePart part : config.parts()) {
      SubCollector source = part.make(host, config.options());
      source.start(tasks, resource);
      Labels labels = Labels.of("collector", part.id());
      tasks.add(
          part.id(),
          resource,
          Rhythm.onDemand().lane(part.id()).reporting(result -> report(labels, result)),
          out -> run(source, out));
    }
  }

  private void run(SubCollector source, Emitter out) throws CollectFailure, InterruptedException {
    List<MetricFamily> families = new ArrayList<>();
    Optional<CollectFailure> failure = Optional.empty();
    try {
      source.collect(families::add);
    } catch (CollectFailure e) {
      failure = Optional.of(e);
    }
    if (!families.isEmpty()) {
      out.emit(MetricBatch.of(resource, families));
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private static List<MetricFamily> report(Labels labels, RunResult result) {
    double seconds = result.duration().toNanos() / 1e9;
    return List.of(
        DURATION.family(List.of(new NumberPoint(labels, seconds))),
        SUCCESS.family(List.of(new NumberPoint(labels, result.success() ? 1 : 0))));
  }

  @Override
  public void close() {
    // Files are open only while a body runs.
  }
}

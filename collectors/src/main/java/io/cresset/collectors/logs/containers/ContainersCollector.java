package io.cresset.collectors.logs.containers;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricBatch;
import io.cresset.collectors.logs.tail.Tail;
import io.cresset.collectors.logs.tail.TailSettings;
import java.time.Duration;

/** Follows the logs below one root, each a file that a container runtime writes. */
final class ContainersCollector implements Collector {
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration RESCAN = Duration.ofMinutes(1);
  private static final Duration COUNTED = Duration.ofSeconds(5);

  private final ContainersConfig config;
  private final CollectorContext context;
  private final Counts counts = new Counts();
  private final NamespaceRates rates;
  private final Tail tail;

  ContainersCollector(ContainersConfig config, CollectorContext context) {
    this.config = config;
    this.context = context;
    this.rates = new NamespaceRates(config.maxNamespaceLinesPerSecond(), context);
    TailSettings settings =
        new TailSettings(
            config.start() == ContainersConfig.Start.END,
            (int) config.maxLineBytes().bytes(),
            config.maxFiles(),
            config.maxOpenFiles(),
            config.maxDeleted().bytes(),
            config.maxPartial().bytes(),
            config.maxLinesPerSecond(),
            QUIET,
            RESCAN);
    LineParser parser = new LineParser();
    ContainersLayout layout =
        new ContainersLayout(
            config.root(),
            place ->
                new ContainerDecoder(
                    new Container(place, context, rates, counts),
                    parser,
                    settings.maxLineBytes(),
                    settings.windowBytes()));
    this.tail = new Tail(layout, settings, context, ContainersFactory.PREFIX);
  }

  @Override
  public void start(Tasks tasks) {
    tail.start(tasks);
    tasks.add(
        "lines",
        context.resource(),
        Rhythm.onDemand(),
        out ->
            out.emit(MetricBatch.of(context.resource(), counts.families(rates.droppedPoints()))));
    if (config.maxNamespaceLinesPerSecond() > 0) {
      tasks.add(
          "rates",
          context.resource(),
          Rhythm.every(COUNTED),
          out -> out.dropped(NamespaceRates.REASON, rates.takeDropped()));
    }
  }

  @Override
  public boolean retire() {
    return tail.retire();
  }

  @Override
  public void close() {
    tail.close();
  }
}

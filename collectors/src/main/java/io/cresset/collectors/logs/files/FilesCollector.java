package io.cresset.collectors.logs.files;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Tasks;
import io.cresset.collectors.logs.tail.Tail;
import io.cresset.collectors.logs.tail.TailSettings;
import java.time.Duration;

/** The files of one {@code files:} entry. */
final class FilesCollector implements Collector {
  static final String PREFIX = "cresset_files";

  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration RESCAN = Duration.ofMinutes(1);

  private final Tail tail;

  FilesCollector(FilesConfig config, CollectorContext context) {
    TailSettings settings =
        new TailSettings(
            config.start() == Start.END,
            (int) config.maxLineBytes().bytes(),
            config.maxFiles(),
            config.maxOpenFiles(),
            config.maxDeleted().bytes(),
            // What has no end yet is left in the file, and nothing of it is held.
            Long.MAX_VALUE,
            config.maxLinesPerSecond(),
            config.multiline().map(Multiline::timeout).orElse(QUIET),
            RESCAN);
    tail = new Tail(new FileChains(config, context.resource()), settings, context, PREFIX);
  }

  @Override
  public void start(Tasks tasks) {
    tail.start(tasks);
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

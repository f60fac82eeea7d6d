package io.cresset.collectors.journal;

import io.cresset.api.check.PathDoor;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.Resource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The task that reads the journal, and the one that reports what it counts. */
final class JournalCollector implements Collector {
  static final String READ_TASK = "read";
  static final String COUNTS_TASK = "counts";

  /** Waiting grows from the first to the last while nothing comes. */
  private static final long SHORT_WAIT_NANOS = 20_000_000;

  private static final long LONG_WAIT_NANOS = 1_000_000_000;

  /** A wait is such a part of the time for which nothing has come. */
  private static final int PART_OF_QUIET = 16;

  private static final Path PROC = Path.of("/proc");

  private final JournalConfig config;
  private final CollectorContext context;
  private final FileSource.Opening opening;
  private final Resource about;
  private final JournalCounts counts = new JournalCounts();

  JournalCollector(JournalConfig config, CollectorContext context, FileSource.Opening opening) {
    this.config = config;
    this.context = context;
    this.opening = opening;
    this.about = context.resource();
  }

  @Override
  public void start(Tasks tasks) {
    tasks.add(READ_TASK, about, Rhythm.listen().onPlatformThread(), this::read);
    tasks.add(COUNTS_TASK, about, Rhythm.onDemand(), this::report);
  }

  private void report(Emitter out) throws InterruptedException {
    out.emit(MetricBatch.of(about, counts.families()));
  }

  private void read(Emitter out) throws CollectFailure, InterruptedException {
    Optional<Instant> since = context.excerpt().map(excerpt -> excerpt.since());
    long sinceMicros =
        since.map(moment -> ChronoUnit.MICROS.between(Instant.EPOCH, moment)).orElse(0L);
    Progress progress = new Progress(context.positions());
    int entryBytes = (int) config.maxEntryBytes().bytes();
    var limits = new JournalFile.Limits(config.maxFields(), entryBytes, entryBytes);
    Said said = new Said(context.logger());
    EntryRecords records =
        new EntryRecords(
            new EntryMapping(about, config.cursor()),
            new UnitFilter(config.units(), config.excludeUnits()),
            progress,
            counts,
            context.time());
    try (OpenFiles open = new OpenFiles(config.maxOpenFiles(), limits, opening)) {
      Following following =
          new Following(
              new JournalFolders(config.paths(), config.maxFiles()),
              open,
              progress,
              said,
              counts,
              context.time(),
              startAt(progress, since.isPresent(), sinceMicros));
      JournalReader reader =
          new JournalReader(
              following,
              open,
              progress,
              said,
              counts,
              context.time(),
              records,
              sinceMicros,
              since.isPresent());
      EntryBatch batch = new EntryBatch(out, progress, since.isEmpty());
      try (KernelSource kernel =
          new KernelSource(
              () ->
                  new KernelReader(
                      config.kmsg(),
                      new KernelReader.Machine(PROC),
                      progress,
                      counts,
                      records,
                      context.time(),
                      config.start() == JournalConfig.Start.END,
                      sinceMicros))) {
        if (since.isPresent()) {
          boolean _ = readOnce(reader, following, kernel, batch);
        } else {
          if (!progress.isKnown()) {
            progress.started();
          }
          follow(reader, following, kernel, batch);
        }
      }
    }
  }

  private void follow(
      JournalReader reader, Following following, KernelSource kernel, EntryBatch batch)
      throws CollectFailure, InterruptedException {
    boolean _ = readOnce(reader, following, kernel, batch);
    batch.out().ready();
    long cameNanos = context.time().monotonicNanos();
    while (true) {
      long quietNanos = context.time().monotonicNanos() - cameNanos;
      context
          .time()
          .sleep(Math.clamp(quietNanos / PART_OF_QUIET, SHORT_WAIT_NANOS, LONG_WAIT_NANOS));
      boolean any = reader.readAll(batch);
      if (following.isWithoutJournal()) {
        any |= kernel.readAll(batch);
      } else {
        kernel.close();
      }
      if (any) {
        cameNanos = context.time().monotonicNanos();
      }
    }
  }

  /** What is there now. Fails if nothing can be read, so that somebody hears of it. */
  private boolean readOnce(
      JournalReader reader, Following following, KernelSource kernel, EntryBatch batch)
      throws CollectFailure, InterruptedException {
    boolean any = reader.readAll(batch);
    if (following.isWithoutJournal()) {
      try {
        return kernel.open().readAll(batch);
      } catch (NoSuchFileException e) {
        if (config.paths().stream().anyMatch(Files::isDirectory)) {
          // journald may be about to begin.
          return false;
        }
        throw new CollectFailure(
            Kind.ABSENT,
            "there is no journal in " + config.paths() + " and no " + config.kmsg(),
            "Mount the host's /var/log/journal and /run/log/journal, or set paths.",
            e);
      } catch (AccessDeniedException e) {
        throw new CollectFailure(
            Kind.UNAUTHORIZED,
            "there is no journal in " + config.paths() + " and " + config.kmsg() + " is refused",
            "Mount the host's journal, or let " + PathDoor.user() + " read the kernel's log.",
            e);
      } catch (IOException e) {
        throw new CollectFailure(Kind.UNSUPPORTED, String.valueOf(e.getMessage()), "", e);
      }
    }
    if (following.isRefused()) {
      throw new CollectFailure(
          Kind.UNAUTHORIZED,
          "no journal file in " + config.paths() + " may be read",
          "Let "
              + PathDoor.user()
              + " read them, by the group systemd-journal as a rule; 'cresset check' says how.");
    }
    return any;
  }

  private Following.StartAt startAt(Progress progress, boolean excerpt, long sinceMicros) {
    if (excerpt) {
      return (file, open, _) -> Seek.firstSince(file, open, sinceMicros);
    }
    boolean atEnd = config.start() == JournalConfig.Start.END && !progress.isKnown();
    return (file, open, first) -> atEnd && first ? Seek.end(file, open, progress) : 0;
  }

  @Override
  public void close() {}
}

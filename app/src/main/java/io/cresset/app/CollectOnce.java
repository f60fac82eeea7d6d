package io.cresset.app;

import io.cresset.api.collect.Excerpt;
import io.cresset.api.collect.Legacy;
import io.cresset.api.collect.RunResult;
import io.cresset.api.collect.Step;
import io.cresset.api.export.View;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Batch;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.core.config.CollectorEntry;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.InvalidConfig;
import io.cresset.core.config.StepEntry;
import io.cresset.core.config.Suggestion;
import io.cresset.core.http.UrlHttpClient;
import io.cresset.core.runtime.ComponentSpec;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.Intake;
import io.cresset.core.runtime.Supervisor;
import io.cresset.core.telemetry.ProgramLog;
import java.lang.System.Logger.Level;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code cresset collect}: runs a collector as {@code run} would, until each of its tasks has run
 * once, and prints what came. Opens no data folder and no page, so it works beside a running
 * Cresset; a collector that listens is refused, because its port may be that one's.
 */
final class CollectOnce {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);
  private static final long PAUSE_NANOS = 20_000_000;

  private final Surroundings surroundings;

  CollectOnce(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * @param selector a kind or component id; a kind that is not configured runs with its defaults
   * @param age how old a log record may be; empty for all that can be read
   * @return the exit code: failed if a task failed; what this machine does not have is only said
   * @throws InvalidConfig if a kind that is not configured cannot run with its defaults
   */
  int run(CressetConfig config, String selector, Optional<Duration> age)
      throws InterruptedException, InvalidConfig {
    List<CollectorEntry<?>> chosen = chosen(config, selector);
    if (chosen.isEmpty() && ConfigFile.collectorKinds().contains(selector)) {
      chosen = chosen(ConfigFile.onDefaults(selector, surroundings.environment()), selector);
    }
    if (chosen.isEmpty()) {
      List<String> known = config.collectors().stream().map(CollectorEntry::component).toList();
      return misused(
          "no collector '"
              + selector
              + "' in the configuration"
              + Suggestion.hint(selector, known));
    }
    if (chosen.stream().anyMatch(CollectOnce::listens)) {
      return misused(
          "'"
              + selector
              + "' waits for what others send it, so it cannot be run once; use: cresset run");
    }
    // The failures are printed below, from the status, so the log need not tell them too.
    try (ProgramLog log =
        new ProgramLog(
            surroundings.time(), ProgramLog.Format.LOGFMT, Level.ERROR, surroundings.err())) {
      return run(config, chosen, excerpt(age), log);
    }
  }

  private static List<CollectorEntry<?>> chosen(CressetConfig config, String selector) {
    return config.collectors().stream()
        .filter(e -> e.component().equals(selector) || e.factory().kind().equals(selector))
        .toList();
  }

  private Excerpt excerpt(Optional<Duration> age) {
    long now = surroundings.time().unixNanos();
    return new Excerpt(
        age.map(most -> Instant.ofEpochSecond(0, now).minus(most)).orElse(Instant.EPOCH));
  }

  private int misused(String message) {
    surroundings.err().println("cresset: " + message);
    return Program.MISUSED;
  }

  /** Whether its configuration says where to listen, which is what makes a listener. */
  private static boolean listens(CollectorEntry<?> entry) {
    return Arrays.stream(entry.factory().config().getRecordComponents())
        .map(RecordComponent::getName)
        .anyMatch("listen"::equals);
  }

  private int run(
      CressetConfig config, List<CollectorEntry<?>> chosen, Excerpt excerpt, ProgramLog log)
      throws InterruptedException {
    Printer printer = new Printer(surroundings.out());
    Intake intake = new Intake(surroundings.time());
    // Whoever reads what is printed may take their time.
    intake.show(new Printing(printer), log.logger("print"), LIMIT);
    Supervisor supervisor = new Supervisor(surroundings.time(), intake, (_, _) -> {}, log::logger);
    for (CollectorEntry<?> entry : chosen) {
      supervisor.start(spec(config, entry, excerpt, intake, log));
    }
    for (CollectorEntry<?> entry : chosen) {
      boolean _ = supervisor.collect(entry.component(), LIMIT);
    }
    awaitFirstRuns(supervisor);
    List<ComponentStatus> status = supervisor.status();
    boolean _ = supervisor.close(STOP_LIMIT);
    printer.finish();
    return failures(status) ? Program.FAILED : Program.FINE;
  }

  private ComponentSpec spec(
      CressetConfig config,
      CollectorEntry<?> entry,
      Excerpt excerpt,
      Intake intake,
      ProgramLog log) {
    SourceContext context =
        new SourceContext(
            entry.component(),
            surroundings.time(),
            log.logger(entry.component()),
            HostResource.of(config).with(Resource.JOB, entry.factory().job()),
            new Legacy(),
            new Legacy(),
            intake,
            new UrlHttpClient(surroundings.time(), Program.userAgent()),
            CollectOnce::noRoute,
            Optional.of(excerpt));
    List<Step> steps = new ArrayList<>();
    for (StepEntry<?> step : entry.steps()) {
      steps.add(step.create(context));
    }
    return new ComponentSpec(
        entry.component(), entry.factory().kind(), entry.create(context), steps);
  }

  private static HttpRoutes.Registration noRoute(String path, HttpRoutes.Handler handler) {
    return () -> {};
  }

  /**
   * Waits for what has no run on demand: the first run of what is polled, and the end of what can
   * be read again. Gives up when nothing has come for a while.
   */
  private void awaitFirstRuns(Supervisor supervisor) throws InterruptedException {
    long came = -1;
    long since = surroundings.time().monotonicNanos();
    while (starting(supervisor) && surroundings.time().monotonicNanos() - since < LIMIT.toNanos()) {
      long now = supervisor.status().stream().mapToLong(ComponentStatus::records).sum();
      if (now != came) {
        came = now;
        since = surroundings.time().monotonicNanos();
      }
      surroundings.time().sleep(PAUSE_NANOS);
    }
  }

  private static boolean starting(Supervisor supervisor) {
    return supervisor.status().stream()
        .flatMap(component -> component.tasks().stream())
        .anyMatch(task -> task.state() == ComponentStatus.State.STARTING);
  }

  /** Says what went wrong; whether any of it is a failure. */
  private boolean failures(List<ComponentStatus> status) {
    boolean failed = false;
    for (ComponentStatus component : status) {
      for (ComponentStatus.TaskStatus task : component.tasks()) {
        failed |= task.state() == ComponentStatus.State.FAILING;
        if (!task.error().isEmpty()) {
          String remedy = task.remedy().isEmpty() ? "" : ". " + task.remedy();
          surroundings
              .err()
              .println(component.component() + " " + task.task() + ": " + task.error() + remedy);
        }
      }
    }
    return failed;
  }

  /** Prints instead of keeping. */
  private record Printing(Printer printer) implements View {
    @Override
    public Set<Signal> signals() {
      return Set.of(Signal.LOGS, Signal.METRICS);
    }

    @Override
    public void accept(Run run, Batch batch) {
      printer.print(batch);
    }

    @Override
    public void ended(Run run, RunResult result) {}

    @Override
    public void cancelled(String component, String task) {}

    @Override
    public void close() {}
  }
}

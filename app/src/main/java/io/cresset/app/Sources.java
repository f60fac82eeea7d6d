package io.cresset.app;

import io.cresset.api.collect.Legacy;
import io.cresset.api.collect.Step;
import io.cresset.api.model.Resource;
import io.cresset.core.config.CollectorEntry;
import io.cresset.core.config.StepEntry;
import io.cresset.core.runtime.ComponentSpec;
import io.cresset.core.telemetry.SelfCollector;
import io.cresset.core.telemetry.SelfTelemetry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The collectors that run, the program's own among them. Used by one thread at a time. */
final class Sources {
  private final Machinery machinery;

  /** What each component leaves when it ends. */
  private final Map<String, Legacy> left = new HashMap<>();

  /** Those that could not be made because of a defect; the next change tries them again. */
  private final Set<String> failed = new HashSet<>();

  Sources(Machinery machinery) {
    this.machinery = machinery;
  }

  /** Starts what the program tells about itself. */
  void startOwn(Resource host) {
    machinery
        .supervisor()
        .start(
            new ComponentSpec(
                SelfCollector.KIND,
                SelfCollector.KIND,
                new SelfCollector(
                    machinery.telemetry(), host.with(Resource.JOB, SelfCollector.KIND)),
                List.of(),
                SelfTelemetry.specs()));
  }

  /**
   * Ends what is gone or changed, at the same time, then starts what is changed or new. What a
   * collector left that no successor takes is closed.
   *
   * @return false if something did not end in time
   */
  boolean change(Changes<CollectorEntry<?>> changes, Resource host, Duration limit) {
    boolean clean = machinery.supervisor().stop(changes.toEnd(CollectorEntry::component), limit);
    for (String gone : changes.gone()) {
      inheritance(gone).close();
    }
    for (CollectorEntry<?> entry : changes.toStart()) {
      try (Legacy inherited = inheritance(entry.component())) {
        failed.remove(entry.component());
        start(entry, host, inherited);
      } catch (RuntimeException | Error e) {
        failed.add(entry.component());
        machinery
            .programLog()
            .logger(entry.component())
            .log(Level.ERROR, "defect when made; the component does not run", e);
      }
    }
    return clean;
  }

  /** Whether a component does not run because of a defect at its start. */
  boolean failedToStart(String component) {
    return failed.contains(component) || machinery.supervisor().failedToStart(component);
  }

  private Legacy inheritance(String component) {
    Legacy legacy = left.remove(component);
    return legacy == null ? new Legacy() : legacy;
  }

  private void start(CollectorEntry<?> entry, Resource host, Legacy inherited) {
    Legacy leaves = new Legacy();
    left.put(entry.component(), leaves);
    SourceContext context =
        new SourceContext(
            entry.component(),
            machinery.time(),
            machinery.programLog().logger(entry.component()),
            host.with(Resource.JOB, entry.factory().job()),
            inherited,
            leaves,
            machinery.intake(),
            machinery.http(),
            machinery.routes(),
            Optional.empty());
    List<Step> steps = new ArrayList<>();
    for (StepEntry<?> step : entry.steps()) {
      steps.add(step.create(context));
    }
    machinery
        .supervisor()
        .start(
            new ComponentSpec(
                entry.component(),
                entry.factory().kind(),
                entry.create(context),
                steps,
                entry.specs()));
  }

  /** Ends everything, without an end of any series, and closes what was left. */
  boolean close(Duration limit) {
    boolean clean = machinery.supervisor().close(limit);
    left.values().forEach(Legacy::close);
    left.clear();
    return clean;
  }

  /** The program's own collector again, because the host has other attributes. */
  void restartOwn(Resource host, Duration limit) {
    boolean _ = machinery.supervisor().stop(List.of(SelfCollector.KIND), limit);
    startOwn(host);
  }
}

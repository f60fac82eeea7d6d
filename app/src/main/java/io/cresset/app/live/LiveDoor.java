package io.cresset.app.live;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.api.export.View;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Signal;
import io.cresset.app.control.ControlRoutes;
import io.cresset.app.web.Snapshot;
import io.cresset.core.config.ConfiguredSecrets;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.CressetConfig.Place;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts {@code status} and {@code tap} behind the control door. */
public final class LiveDoor {
  private LiveDoor() {}

  /**
   * What the running program is asked for when somebody looks.
   *
   * @param kinds every collector of this build, configured or not
   * @param data where the logs are; empty if nothing is kept
   * @param config the configuration that counts now
   */
  public record Sight(
      String version,
      Supplier<String> page,
      Supplier<Snapshot> snapshot,
      Supplier<Optional<Path>> data,
      Supplier<CressetConfig> config,
      Collection<CollectorFactory<?>> kinds) {
    public Sight {
      kinds = List.copyOf(kinds);
    }
  }

  /**
   * @param show puts a view where all that flows passes
   * @param hide takes it away again
   */
  public static void open(
      ControlRoutes routes,
      Sight sight,
      Consumer<View> show,
      Consumer<View> hide,
      Time time,
      System.Logger logger) {
    long started = time.unixNanos();
    Mask mask = new Mask(() -> ConfiguredSecrets.of(sight.config().get()), time);
    HttpRoutes.Registration _ =
        routes.get(
            "/-/status",
            new StatusRoute(
                time,
                () ->
                    new Status.About(
                        sight.version(),
                        ProcessHandle.current().pid(),
                        sight.page().get(),
                        started,
                        sight.data().get(),
                        sight.config().get().general().buffer().type() == Place.MEMORY,
                        maxBytes(sight.config().get().general().buffer())),
                sight.snapshot(),
                () -> discoveries(sight.kinds(), logger),
                mask::text));
    HttpRoutes.Registration _ = routes.get("/-/tap", new TapRoute(time, mask, show, hide));
  }

  private static Map<String, Long> maxBytes(CressetConfig.Buffer buffer) {
    return Map.of(
        Signal.LOGS.id(),
        buffer.maxBytes(Signal.LOGS).bytes(),
        Signal.METRICS.id(),
        buffer.maxBytes(Signal.METRICS).bytes(),
        "rejected",
        buffer.rejected().maxBytes().bytes());
  }

  private static List<Status.NotCollected> discoveries(
      Collection<CollectorFactory<?>> kinds, System.Logger logger) {
    List<Status.NotCollected> found = new ArrayList<>();
    for (CollectorFactory<?> kind : kinds) {
      try {
        for (Discovery one : kind.discover(Path.of("/"))) {
          found.add(new Status.NotCollected(kind.kind(), one.what(), one.line()));
        }
      } catch (RuntimeException e) {
        logger.log(Level.ERROR, "defect when looking for what " + kind.kind() + " collects", e);
      }
    }
    return found;
  }
}

package io.cresset.core.runtime;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that virtual threads get their turn. They share carriers, as many as there are cores,
 * and one that computes without end keeps its own: on two cores, two such bodies would be the end
 * of the page, of all deliveries and of all who poll. Twice a second a virtual thread is started
 * that does nothing; if it has not had its turn within a second, there is one carrier more, and the
 * machine shares its cores among them as among other threads.
 */
final class Carriers {
  /** Past that there is no share of a core left that would be worth having. */
  static final int MAX_CARRIERS = 64;

  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final int MAX_NAMED = 5;

  private final Workplace place;
  private final System.Logger logger;
  private final Supplier<List<String>> computing;
  private volatile boolean hadItsTurn = true;
  private int missed;

  /**
   * @param computing threads that run or want to, asked for with the Supervisor's lock held
   */
  Carriers(Workplace place, System.Logger logger, Supplier<List<String>> computing) {
    this.place = place;
    this.logger = logger;
    this.computing = computing;
  }

  /** Begins to look. Called with the Supervisor's lock held. */
  void watch() {
    place.timetable.at(place.time.monotonicNanos() + PERIOD.toNanos(), this::look);
  }

  private void look() {
    if (hadItsTurn) {
      missed = 0;
      probe();
    } else if (++missed > 1) {
      List<String> names = computing.get();
      place.start(true, "carriers", () -> addOne(names));
    }
    watch();
  }

  private void probe() {
    hadItsTurn = false;
    Thread _ = Thread.ofVirtual().name("probe").start(() -> hadItsTurn = true);
  }

  private void addOne(List<String> names) {
    // Loaded here and not before: it takes two MiB, and hardly anybody ever needs it.
    @Nullable VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    if (scheduler == null || scheduler.getParallelism() >= MAX_CARRIERS) {
      logger.log(
          Level.ERROR, "virtual threads have no turn, something computes without end" + of(names));
      return;
    }
    int carriers = scheduler.getParallelism() + 1;
    scheduler.setParallelism(carriers);
    logger.log(
        Level.WARNING,
        "virtual threads had no turn, something computes without end"
            + of(names)
            + "; they have one carrier more now, {0}",
        carriers);
    // A carrier comes with the next thread that is started.
    probe();
  }

  private static String of(List<String> names) {
    return names.isEmpty()
        ? ""
        : ", maybe "
            + String.join(" or ", names.subList(0, Math.min(names.size(), MAX_NAMED)))
            + (names.size() > MAX_NAMED ? " or another" : "");
  }
}

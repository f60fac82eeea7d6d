package io.cresset.core.runtime;

import io.cresset.api.Time;
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
  private static final int KNOCKS = 4;

  private final Time time;
  private final System.Logger logger;
  private final Supplier<List<String>> computing;
  private final Thread thread = Thread.ofPlatform().daemon().name("carriers").unstarted(this::run);
  private volatile boolean hadItsTurn = true;

  /**
   * @param computing threads that run or want to; does not wait for anything
   */
  Carriers(Time time, System.Logger logger, Supplier<List<String>> computing) {
    this.time = time;
    this.logger = logger;
    this.computing = computing;
  }

  void start() {
    thread.start();
  }

  void close() {
    thread.interrupt();
  }

  private void run() {
    int missed = 0;
    try {
      while (true) {
        time.sleep(PERIOD.toNanos());
        if (hadItsTurn) {
          missed = 0;
          probe();
        } else if (++missed > 1) {
          addOne(computing.get());
        }
      }
    } catch (InterruptedException _) {
      // Nobody wants to know any more.
    } catch (RuntimeException | Error e) {
      logger.log(Level.ERROR, "defect when looking after virtual threads", e);
    }
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
    knock();
  }

  /**
   * The JDK makes a carrier when a thread is started into one of its queues that is empty, and
   * whoever starts threads has a queue: one in which nothing has a turn is full. New threads come
   * to other queues, and one that is met is enough, because a carrier at work calls the next.
   */
  private static void knock() {
    for (int i = 0; i < KNOCKS; i++) {
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .name("carriers")
              .start(
                  () -> {
                    Thread _ = Thread.ofVirtual().name("probe").start(() -> {});
                  });
    }
  }

  private static String of(List<String> names) {
    return names.isEmpty()
        ? ""
        : ", maybe "
            + String.join(" or ", names.subList(0, Math.min(names.size(), MAX_NAMED)))
            + (names.size() > MAX_NAMED ? " or another" : "");
  }
}

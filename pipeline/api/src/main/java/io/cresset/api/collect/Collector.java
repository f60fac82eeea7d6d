package io.cresset.api.collect;

/**
 * A source. Its life, which every collector keeps and {@code CollectorContract} in the testkit
 * checks:
 *
 * <ol>
 *   <li>The factory creates it without any I/O: no file, no socket, no thread.
 *   <li>{@link #start} is called once and registers tasks. It does not block and does no I/O
 *       either; what can fail belongs in a task's body, where the Supervisor times, counts and
 *       retries it.
 *   <li>Before it is ended, {@link #retire} asks it to take nothing more.
 *   <li>The Supervisor cancels the tasks (an interrupt), waits for their bodies, then calls {@link
 *       #close} once or more. A collector that was never started is closed too.
 * </ol>
 *
 * A collector never makes a thread, never sleeps and never asks the JDK for the time.
 */
public interface Collector extends AutoCloseable {

  /** Registers this collector's tasks; more may be added later, while tasks run. */
  void start(Tasks tasks);

  /**
   * Its end is near: a listener that can should take nothing more from its senders, hand over what
   * it has, and let its bodies return by themselves, since cancelling closes sockets with what the
   * kernel still holds. Does not block; called once at most, while tasks run.
   *
   * @return whether the bodies of its listeners will return by themselves, for which they then have
   *     half a second
   */
  default boolean retire() {
    return false;
  }

  /** Lets go of everything. May be called twice, and without {@link #start}. Does not throw. */
  @Override
  void close();
}

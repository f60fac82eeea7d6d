package io.cresset.api.collect;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance of a component leaves to the one that takes its place when the configuration is
 * loaded again. Made for bound sockets: while nobody reads one the kernel keeps what arrives, so
 * that a change of settings costs no datagram and refuses no connection. Safe for use by many
 * threads.
 */
public final class Legacy implements AutoCloseable {
  private final Map<String, AutoCloseable> things = new HashMap<>();
  private boolean closed;

  /**
   * Leaves something, before the {@link Collector#close} of the instance has returned; closes it at
   * once if that is too late.
   *
   * @param key what it is, such as the address that a socket was asked to listen on
   */
  public void leave(String key, AutoCloseable thing) {
    Optional<AutoCloseable> unwanted;
    synchronized (this) {
      unwanted = Optional.ofNullable(closed ? thing : things.put(key, thing));
    }
    unwanted.ifPresent(Legacy::close);
  }

  /** Takes what was left under a key, in the next instance's {@link Collector#start}. */
  public synchronized <T extends AutoCloseable> Optional<T> take(String key, Class<T> type) {
    AutoCloseable thing = things.get(key);
    if (!type.isInstance(thing)) {
      return Optional.empty();
    }
    things.remove(key);
    return Optional.of(type.cast(thing));
  }

  /**
   * Closes what nobody took. A collector does so in its start, when it has taken its own, if the
   * rest may be in the way of what its tasks open.
   */
  @Override
  public void close() {
    Map<String, AutoCloseable> rest;
    synchronized (this) {
      closed = true;
      rest = Map.copyOf(things);
      things.clear();
    }
    rest.values().forEach(Legacy::close);
  }

  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception _) {
      // A socket that cannot be closed is gone all the same, and nobody waits for it.
    }
  }
}

package io.cresset.api.check;

import java.util.List;

/**
 * Something outside of the program that a configuration needs: a port, a path, a server.
 *
 * @param name what is tried; stands in the line about it if it does not answer in time
 * @param remote whether trying it leaves this machine, which {@code --offline} forbids
 */
public record Door(String name, boolean remote, Trial trial) {

  public Door {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a door has a name");
    }
  }

  /** Tries a door. Doors are tried at the same time, each on a thread of its own. */
  @FunctionalInterface
  public interface Trial {

    /**
     * Tries it, without changing anything: what it makes it takes away, and it delivers nothing.
     * Whoever waits goes on without it after {@link DoorContext#limit}.
     *
     * @return what was found, in the order in which it is printed; at least one
     */
    List<Finding> open() throws InterruptedException;
  }

  /** One on this machine. */
  public static Door local(String name, Trial trial) {
    return new Door(name, false, trial);
  }

  /** One on another machine, or on this one as if it were. */
  public static Door remote(String name, Trial trial) {
    return new Door(name, true, trial);
  }
}

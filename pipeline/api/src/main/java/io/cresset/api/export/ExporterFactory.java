package io.cresset.api.export;

import io.cresset.api.check.ConfiguredDoors;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import java.util.List;

/** The door for destinations, a service of {@link java.util.ServiceLoader}. */
public interface ExporterFactory<C extends Record> {

  /** The key under {@code exporters:}, lower case with underscores. */
  String kind();

  /** One line that says where it delivers. */
  String summary();

  Class<C> config();

  /** Whether several may run side by side; then each entry in the file needs a {@code name}. */
  default boolean severalAllowed() {
    return false;
  }

  /** Whether it makes a {@link Sink}, which also takes the keys that every sink takes: select. */
  default boolean delivers() {
    return true;
  }

  /**
   * What {@code cresset check} tries before anything runs: ports, paths, servers. Left as it is,
   * what the configuration's types tell. Does no I/O itself and never throws.
   */
  default List<Door> doors(C config, DoorContext context) {
    return ConfiguredDoors.of(config, context);
  }

  /** Makes one, without I/O. */
  Exporter create(C config, ExporterContext context);
}

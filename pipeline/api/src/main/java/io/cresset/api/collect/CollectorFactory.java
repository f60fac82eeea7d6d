package io.cresset.api.collect;

import io.cresset.api.check.ConfiguredDoors;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.model.MetricSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * The door through which collectors come in: a service of {@link java.util.ServiceLoader}, listed
 * in {@code META-INF/services/io.cresset.api.collect.CollectorFactory}.
 *
 * @param <C> the configuration: a record whose components carry {@link io.cresset.api.config.Doc}
 *     and {@link io.cresset.api.config.Default}. Its compact constructor refuses what is wrong with
 *     an {@link IllegalArgumentException}, which the user sees with file, line and column, and
 *     which names the keys that it is about. It does nothing else: it is run several times, with
 *     defaults in place of keys that the file has wrong, so that all refusals are found at once.
 */
public interface CollectorFactory<C extends Record> {

  /** The key under {@code collectors:} and in {@code /metrics/<kind>}, lower case. */
  String kind();

  /** One line that says what it collects. */
  String summary();

  Class<C> config();

  /** Whether several may run side by side; then each entry in the file needs a {@code name}. */
  default boolean severalAllowed() {
    return false;
  }

  /** The {@code job} of what it collects: the one that existing dashboards and rules select. */
  default String job() {
    return kind();
  }

  /**
   * Every metric that it may ever emit and whose name is known before any value exists. Feeds the
   * documentation and the linter; a discovered metric (a field of /proc/meminfo) need not be here.
   */
  List<MetricSpec> specs();

  /**
   * The steps, by kind and with their defaults, that its log records pass when the file says
   * nothing of {@code parse}; {@code parse: []} turns them off. One that is not on the class path
   * is left out.
   */
  default List<String> defaultSteps() {
    return List.of();
  }

  /**
   * What this machine has for this kind, so that {@code cresset status} can say what is not
   * collected. Asked for only while the kind is not configured. Looks whether files are there and
   * no further: it reads nothing, opens no connection, and is quick.
   *
   * @param root the root of this machine's file system; a test gives a folder
   */
  default List<Discovery> discover(Path root) {
    return List.of();
  }

  /**
   * What {@code cresset check} tries before anything runs: ports, paths, servers. Left as it is,
   * what the configuration's types tell. Does no I/O itself and never throws.
   */
  default List<Door> doors(C config, DoorContext context) {
    return ConfiguredDoors.of(config, context);
  }

  /** Makes one, without I/O. */
  Collector create(C config, CollectorContext context);
}

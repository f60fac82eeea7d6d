package io.cresset.api.export;

/**
 * A destination: a {@link Sink}, fed from the durable log, or a {@link View}, which sees every
 * batch as it comes in and keeps in memory what it shows.
 *
 * <p>Created without I/O, started once, closed once or more, also without having been started.
 */
public sealed interface Exporter extends AutoCloseable permits Sink, View {

  /** Registers routes and the like. Does no I/O. */
  default void start() {}

  @Override
  void close();
}

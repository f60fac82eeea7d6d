package io.cresset.collectors.node.source;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Resource;
import java.util.function.Consumer;

/**
 * One source of this machine: does its I/O in {@link #collect} and parses in static functions from
 * bytes to records. Its constructor does no I/O. Runs never overlap, so it needs no lock for what
 * it keeps between them.
 */
public interface SubCollector {

  /** Registers what must run beside the collecting itself. */
  default void start(Tasks tasks, Resource resource) {}

  /**
   * Reads its source once. One item that cannot be read is left out, and the rest goes on.
   *
   * @param out takes each family as soon as it is whole: what it got before a failure counts
   * @throws CollectFailure the source is not there, or something in it could not be read
   */
  void collect(Consumer<MetricFamily> out) throws CollectFailure, InterruptedException;
}

package io.cresset.api.export;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Resource;
import java.time.Duration;
import java.util.List;

/** All that an exporter may touch besides its destination. */
public interface ExporterContext {

  /** {@code kind} or {@code kind/name}: keys its progress and counters. */
  String component();

  Time time();

  System.Logger logger();

  /** This host, by which a view tells what is local from what is about another device. */
  Resource resource();

  HttpClient http();

  HttpRoutes routes();

  /**
   * Runs the on-demand tasks of a collector and waits for them, at most for {@code limit}. Callers
   * at the same time share a run, and what ran within the last second is not run again. When this
   * returns, views have seen every run that ended in time.
   *
   * @param collector a collector's kind or component id; empty for all
   * @return false if no such collector is configured
   */
  boolean collect(String collector, Duration limit) throws InterruptedException;

  /** The collectors that run, in the order of their starts, with the metrics that each declares. */
  List<Declaration> declarations();

  /**
   * Counts what a view leaves out of what it was shown.
   *
   * @param component of the collector that showed it
   */
  void unseen(String component, String reason, long points);
}

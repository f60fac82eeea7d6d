package io.cresset.api.collect;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import java.util.Map;
import java.util.Optional;

/** All that a collector or step may touch besides its own sources. */
public interface CollectorContext {

  /** {@code kind} or {@code kind/name}: keys its positions, counters and routes. */
  String component();

  Time time();

  System.Logger logger();

  /** This host as seen by this collector: {@code host.name}, {@code job}, configured attributes. */
  Resource resource();

  /**
   * The position last made durable under a key of this collector. Empty if there is none or it was
   * damaged: then the source starts at its oldest record and never skips.
   */
  Optional<ByteSlice> position(String key);

  /** All such positions, by key. */
  Map<String, ByteSlice> positions();

  /** Present if somebody only looks; empty in a program that runs. */
  Optional<Excerpt> excerpt();

  /** What the instance before this one left; taken from in {@link Collector#start}. */
  Legacy inherited();

  /** What this instance leaves to the one after it. */
  Legacy left();

  HttpClient http();

  /** Routes on the program's web server, below the collector's own prefix. */
  HttpRoutes routes();
}

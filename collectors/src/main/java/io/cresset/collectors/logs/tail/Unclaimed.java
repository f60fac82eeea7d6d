package io.cresset.collectors.logs.tail;

import io.cresset.api.model.ByteSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Positions of an earlier life, for whose chains no file was found yet. */
final class Unclaimed {
  /** How long they are kept. */
  private static final long KEPT_NANOS = Duration.ofHours(1).toNanos();

  /** By the chain's hash, then by the file's order. */
  private final Map<String, Map<Long, Position>> positions = new HashMap<>();

  private final long sinceNanos;

  Unclaimed(Map<String, ByteSlice> stored, long nowNanos) {
    sinceNanos = nowNanos;
    stored.forEach(this::add);
  }

  private void add(String key, ByteSlice value) {
    int dot = key.indexOf('.');
    Optional<Position> position = dot < 0 ? Optional.empty() : Position.decode(value);
    if (position.isEmpty()) {
      return;
    }
    try {
      long order = Long.parseLong(key.substring(dot + 1), 16);
      positions
          .computeIfAbsent(key.substring(0, dot), _ -> new TreeMap<>())
          .put(order, position.get());
    } catch (NumberFormatException _) {
      // Not one of ours.
    }
  }

  /** The files that a chain had, oldest first. */
  List<Tailed> claim(Chain chain, long nowNanos) {
    List<Tailed> files = new ArrayList<>();
    Map<Long, Position> known = positions.remove(chain.hash);
    if (known != null) {
      known.forEach((order, position) -> files.add(new Tailed(chain, order, position, nowNanos)));
    }
    return files;
  }

  /** Forgets them once they have waited long enough. */
  void expire(long nowNanos, Outbox out) {
    if (nowNanos - sinceNanos < KEPT_NANOS) {
      return;
    }
    positions.forEach(
        (hash, files) ->
            files.keySet().forEach(order -> out.gone(hash + "." + Long.toHexString(order))));
    positions.clear();
  }
}

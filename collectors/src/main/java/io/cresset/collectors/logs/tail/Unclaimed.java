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

  /** The keys of the positions. */
  private final Map<Stat.Key, String> byKey = new HashMap<>();

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
      byKey.put(position.get().key(), key);
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

  /**
   * A file by what it was: under no name that its chain knows, but perhaps under one of another.
   *
   * @param chain whose it would be
   */
  Optional<Tailed> file(Stat.Key key, Chain chain, long nowNanos) {
    return position(key).map(position -> new Tailed(chain, 0, position, nowNanos));
  }

  private Optional<Position> position(Stat.Key key) {
    String stored = byKey.get(key);
    if (stored == null) {
      return Optional.empty();
    }
    int dot = stored.indexOf('.');
    long order = Long.parseLong(stored.substring(dot + 1), 16);
    return Optional.ofNullable(positions.get(stored.substring(0, dot)))
        .map(files -> files.get(order));
  }

  /** It was found in another chain. */
  void gone(Stat.Key key, Outbox out) {
    String stored = byKey.remove(key);
    if (stored != null) {
      int dot = stored.indexOf('.');
      Map<Long, Position> files = positions.get(stored.substring(0, dot));
      if (files != null) {
        files.remove(Long.parseLong(stored.substring(dot + 1), 16));
      }
      out.gone(stored);
    }
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
    byKey.clear();
  }
}

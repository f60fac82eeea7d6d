package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.PositionMoves;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Places that have changed since positions were last handed over, and all that are known. */
final class Progress {
  /** So that a reader of nothing but an end knows later that it has been there. */
  private static final String STARTED = "started";

  private final Map<Id128, Place.InFile> files = new HashMap<>();
  private final Map<Id128, Place.InSeries> series = new HashMap<>();
  private final Map<String, Place.InVolatile> volatiles = new HashMap<>();
  private final Set<FollowedFile> touchedFiles = new HashSet<>();
  private final Set<Series> touchedSeries = new HashSet<>();
  private final Map<String, Optional<ByteSlice>> moves = new HashMap<>();
  private final boolean known;
  private Optional<Place.InKernel> kernel;

  /**
   * @param stored positions by key; what is no place is passed over, so that its file is read from
   *     the beginning
   */
  Progress(Map<String, ByteSlice> stored) {
    stored.forEach(
        (key, value) -> {
          try {
            if (key.startsWith(Place.FILE)) {
              Id128 id = Id128.parse(key.substring(Place.FILE.length()));
              Place.InFile.parse(value).ifPresent(place -> files.put(id, place));
            } else if (key.startsWith(Place.SERIES)) {
              Id128 id = Id128.parse(key.substring(Place.SERIES.length()));
              Place.InSeries.parse(value).ifPresent(place -> series.put(id, place));
            } else if (key.startsWith(Place.VOLATILE)) {
              String folder = key.substring(Place.VOLATILE.length());
              Place.InVolatile.parse(value).ifPresent(place -> volatiles.put(folder, place));
            }
          } catch (IllegalArgumentException _) {
            // Not a key of ours.
          }
        });
    kernel = Optional.ofNullable(stored.get(Place.KERNEL)).flatMap(Place.InKernel::parse);
    known = !files.isEmpty() || !series.isEmpty() || stored.containsKey(STARTED);
  }

  /** Whether anything was ever read, or passed over, before this start. */
  boolean isKnown() {
    return known;
  }

  void started() {
    moves.put(STARTED, Optional.of(ByteSlice.of(new byte[] {'1'})));
  }

  /** Files of which a place is known. */
  Map<Id128, Place.InFile> files() {
    return files;
  }

  Place.InSeries series(Id128 id) {
    return series.getOrDefault(id, new Place.InSeries(0, 0));
  }

  void touch(FollowedFile file) {
    touchedFiles.add(file);
  }

  void touch(Series some) {
    touchedSeries.add(some);
  }

  /** An entry of a volatile journal was read. */
  void readVolatile(String folder, JournalEntry.EntryHead head) {
    Place.InVolatile before = volatiles.get(folder);
    Place.InVolatile now =
        before == null
            ? new Place.InVolatile(
                head.bootId(), head.monotonicMicros(), java.util.List.of(head.xorHash()))
            : before.with(head);
    volatiles.put(folder, now);
    moves.put(Place.VOLATILE + folder, Optional.of(now.value()));
  }

  /** Whether an entry on the disk was read when it was in the volatile journal. */
  boolean wasReadVolatile(String folder, JournalEntry.EntryHead head) {
    Place.InVolatile place = volatiles.get(folder);
    return place != null && place.has(head);
  }

  /** The last record that was read of the kernel's log. */
  Optional<Place.InKernel> kernel() {
    return kernel;
  }

  void readKernel(Place.InKernel place) {
    kernel = Optional.of(place);
    moves.put(Place.KERNEL, Optional.of(place.value()));
  }

  /** A file is no more. */
  void forget(Id128 file) {
    files.remove(file);
    touchedFiles.removeIf(touched -> touched.id().equals(file));
    moves.put(Place.FILE + file, Optional.empty());
  }

  boolean isEmpty() {
    return touchedFiles.isEmpty() && touchedSeries.isEmpty() && moves.isEmpty();
  }

  /** What has changed; forgets that it has. */
  PositionMoves take() {
    for (FollowedFile file : touchedFiles) {
      Place.InFile place = file.place();
      files.put(file.id(), place);
      moves.put(Place.FILE + file.id(), Optional.of(place.value()));
    }
    for (Series some : touchedSeries) {
      moves.put(Place.SERIES + some.id(), Optional.of(some.place().value()));
    }
    touchedFiles.clear();
    touchedSeries.clear();
    PositionMoves taken = new PositionMoves(moves);
    moves.clear();
    return taken;
  }
}

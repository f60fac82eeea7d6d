package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.PositionMoves;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Places that have changed since positions were last handed over, and all that are known. */
final class Progress {
  /** So that a reader of nothing but an end knows later that it has been there. */
  private static final String STARTED = "started";

  /** After so many bytes of moves they are to be handed over; the log takes twice as many. */
  static final int FULL_BYTES = 128 * 1024;

  /** Handed over at once: what is full, and what one more entry may add to it. */
  static final int MAX_TAKEN_BYTES = 192 * 1024;

  /** By so much a place may grow while it waits, as its numbers get digits. */
  private static final int GROWTH_BYTES = 64;

  private final Map<Id128, Place.InFile> files = new HashMap<>();
  private final Map<Id128, Place.InSeries> series = new HashMap<>();
  private final Map<String, Place.InVolatile> volatiles = new HashMap<>();
  private final Map<Id128, FollowedFile> touchedFiles = new LinkedHashMap<>();
  private final Set<Series> touchedSeries = new HashSet<>();
  private final Map<String, Optional<ByteSlice>> moves = new LinkedHashMap<>();
  private final boolean known;

  /** About what all that has changed takes. */
  private long pendingBytes;

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
    move(STARTED, Optional.of(ByteSlice.of(new byte[] {'1'})));
  }

  /** Files of which a place is known. */
  Map<Id128, Place.InFile> files() {
    return files;
  }

  Place.InSeries series(Id128 id) {
    return series.getOrDefault(id, new Place.InSeries(0, 0));
  }

  /** Series of which a place is known. */
  Set<Id128> seriesIds() {
    return Set.copyOf(series.keySet());
  }

  /** Folders, by name, of which it is known what was read in memory. */
  Set<String> volatileFolders() {
    return Set.copyOf(volatiles.keySet());
  }

  void touch(FollowedFile file) {
    if (touchedFiles.put(file.id(), file) == null) {
      pendingBytes += bytes(Place.FILE + file.id(), file.place().value()) + GROWTH_BYTES;
    }
  }

  void touch(Series some) {
    if (touchedSeries.add(some)) {
      pendingBytes += bytes(Place.SERIES + some.id(), some.place().value()) + GROWTH_BYTES;
    }
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
    move(Place.VOLATILE + folder, Optional.of(now.value()));
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
    move(Place.KERNEL, Optional.of(place.value()));
  }

  /** A file is no more. */
  void forget(Id128 file) {
    files.remove(file);
    touchedFiles.remove(file);
    move(Place.FILE + file, Optional.empty());
  }

  /** There is no file of a series any more. */
  void forgetSeries(Id128 id) {
    series.remove(id);
    touchedSeries.removeIf(touched -> touched.id().equals(id));
    move(Place.SERIES + id, Optional.empty());
  }

  /** There is no journal of a machine any more. */
  void forgetVolatile(String folder) {
    volatiles.remove(folder);
    move(Place.VOLATILE + folder, Optional.empty());
  }

  boolean isEmpty() {
    return touchedFiles.isEmpty() && touchedSeries.isEmpty() && moves.isEmpty();
  }

  /** Whether so much has changed that it is to be handed over before more is read. */
  boolean isFull() {
    return pendingBytes >= FULL_BYTES;
  }

  /**
   * What has changed; forgets that it has. Of more than {@link #MAX_TAKEN_BYTES}, which is never
   * there if who reads looks at {@link #isFull}, a part.
   */
  PositionMoves take() {
    for (FollowedFile file : touchedFiles.values()) {
      Place.InFile place = file.place();
      files.put(file.id(), place);
      move(Place.FILE + file.id(), Optional.of(place.value()));
    }
    for (Series some : touchedSeries) {
      Place.InSeries place = some.place();
      series.put(some.id(), place);
      move(Place.SERIES + some.id(), Optional.of(place.value()));
    }
    touchedFiles.clear();
    touchedSeries.clear();
    Map<String, Optional<ByteSlice>> taken = new HashMap<>();
    long takenBytes = 0;
    pendingBytes = 0;
    for (Map.Entry<String, Optional<ByteSlice>> each : moves.entrySet()) {
      long bytes = bytes(each.getKey(), each.getValue().orElse(ByteSlice.empty()));
      if (pendingBytes == 0 && takenBytes + bytes <= MAX_TAKEN_BYTES) {
        takenBytes += bytes;
        taken.put(each.getKey(), each.getValue());
      } else {
        pendingBytes += bytes;
      }
    }
    moves.keySet().removeAll(taken.keySet());
    return new PositionMoves(taken);
  }

  private void move(String key, Optional<ByteSlice> value) {
    Optional<ByteSlice> before = moves.put(key, value);
    pendingBytes += bytes(key, value.orElse(ByteSlice.empty()));
    if (before != null) {
      pendingBytes -= bytes(key, before.orElse(ByteSlice.empty()));
    }
  }

  private static long bytes(String key, ByteSlice value) {
    return 16L + key.length() + value.length();
  }
}

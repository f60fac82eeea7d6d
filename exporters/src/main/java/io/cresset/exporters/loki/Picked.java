package io.cresset.exporters.loki;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Some entries of a {@link ChunkIndex}, in its order: what one request carries. */
final class Picked {
  /** Their places in the index; all from {@code first} on if there is no list. */
  private final int @Nullable [] places;

  private final int first;
  private final int size;

  private Picked(int @Nullable [] places, int first, int size) {
    this.places = places;
    this.first = first;
    this.size = size;
  }

  /** Those from one place to just before another. */
  static Picked range(int from, int to) {
    return new Picked(null, from, to - from);
  }

  /**
   * @param places ascending; the first {@code size} of them count
   */
  static Picked of(int[] places, int size) {
    return new Picked(Arrays.copyOf(places, size), 0, size);
  }

  int size() {
    return size;
  }

  /** The place in the index of the one at a position here. */
  int place(int position) {
    return places == null ? first + position : places[first + position];
  }

  /** Those from a position to just before another. */
  Picked part(int from, int to) {
    return new Picked(places, first + from, to - from);
  }
}

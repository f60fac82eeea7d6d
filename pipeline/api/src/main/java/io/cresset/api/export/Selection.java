package io.cresset.api.export;

import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which records of a frame a sink is to send, by their index in the frame: all, or some. */
public final class Selection {
  private static final Selection ALL = new Selection(null);

  private final @Nullable BitSet some;

  private Selection(@Nullable BitSet some) {
    this.some = some;
  }

  public static Selection all() {
    return ALL;
  }

  /**
   * @param indices of the records that are to be sent
   */
  public static Selection of(BitSet indices) {
    return new Selection((BitSet) indices.clone());
  }

  public boolean isAll() {
    return some == null;
  }

  public boolean has(int index) {
    return some == null || some.get(index);
  }

  /** How many records are selected from one index to just before another. */
  public int count(int from, int to) {
    if (from >= to) {
      return 0;
    }
    return some == null ? to - from : some.get(from, to).cardinality();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Selection that && Objects.equals(some, that.some);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(some);
  }

  @Override
  public String toString() {
    return some == null ? "all" : some.toString();
  }
}

package io.cresset.core.log;

/** Tells whether what a state frame would carry has changed since the last one was written. */
final class StateVersion {
  private long now;
  private long written;
  private long sinksChangedAt;

  void changed() {
    now++;
  }

  void sinksChanged() {
    sinksChangedAt = ++now;
  }

  /** Moves with every change. */
  long now() {
    return now;
  }

  void written(long version) {
    written = Math.max(written, version);
  }

  boolean isDirty() {
    return now != written;
  }

  /** Whether a sink came or went, which must stand before any record that follows. */
  boolean isUrgent() {
    return sinksChangedAt > written;
  }
}

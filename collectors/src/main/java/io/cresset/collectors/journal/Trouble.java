package io.cresset.collectors.journal;

/** Something that fails and may yet succeed, and since when it has been failing. */
final class Trouble {
  /** What fails for so long is not waited for. */
  static final long PATIENCE_NANOS = 60_000_000_000L;

  private boolean failing;
  private long sinceNanos;

  /** It has failed, perhaps not for the first time. */
  void failed(long nowNanos) {
    if (!failing) {
      failing = true;
      sinceNanos = nowNanos;
    }
  }

  /** It has succeeded. */
  void over() {
    failing = false;
  }

  /** Whether it fails, but not yet for long. */
  boolean isShort(long nowNanos) {
    return failing && nowNanos - sinceNanos < PATIENCE_NANOS;
  }

  boolean isFailing() {
    return failing;
  }
}

package io.cresset.exporters;

/**
 * How many bytes a request of a sink may have. A destination, or what stands before it, may take
 * less than others do, and it says so by refusing: then half of what was sent is the limit. Limits
 * change too, so after {@link #REQUESTS_TO_GROW} large requests that were taken it grows by an
 * eighth, which costs one refused request in hundreds where the limit is still there. For one
 * thread at a time.
 */
public final class RequestSize {
  static final int REQUESTS_TO_GROW = 100;

  /** A rate that is too low for requests of this size is not the matter of their size. */
  static final int MIN_FOR_RATE_BYTES = 64 * 1024;

  private final int maxBytes;
  private int bytes;
  private int large;

  /**
   * @param maxBytes what is sent to who never complains
   */
  public RequestSize(int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = maxBytes;
  }

  public int bytes() {
    return bytes;
  }

  /** A request was refused for its size. */
  public void tooLarge(long sentBytes) {
    bytes = Math.toIntExact(Math.clamp(sentBytes / 2, 1, bytes));
    large = 0;
  }

  /** A request was refused because it would have passed a rate, which smaller ones may not do. */
  public void tooMuch(long sentBytes) {
    if (sentBytes > MIN_FOR_RATE_BYTES) {
      tooLarge(Math.max(sentBytes, 2 * MIN_FOR_RATE_BYTES));
    }
  }

  /** A request was taken. */
  public void taken(long sentBytes) {
    if (bytes < maxBytes && sentBytes > bytes / 2 && ++large == REQUESTS_TO_GROW) {
      bytes = (int) Math.min(maxBytes, bytes + bytes / 8L + 1);
      large = 0;
    }
  }
}

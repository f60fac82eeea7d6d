package io.cresset.collectors.syslog;

import org.jspecify.annotations.Nullable;

/**
 * The places for connections, limited by number and by the memory that they may take. The settings
 * allow more connections than a small heap can hold, and whoever reaches a port may open them all;
 * without a limit in bytes that would end the program. Safe for use by many threads.
 */
final class Places {
  /** Measured: 10 KiB with 4 KiB of an unfinished line. */
  static final int PLAIN_BYTES = 16 * 1024;

  /**
   * Measured: 67 KiB of the JDK's buffers with a record of the largest size that has come but for
   * its last byte, and what a plain connection has.
   */
  static final int TLS_BYTES = 80 * 1024;

  /** Why there is no place; the lower-case name is the {@code reason} label. */
  enum Refusal {
    MAX_CONNECTIONS("raise max_connections"),
    MEMORY("no memory is left for more; give it more, such as CRESSET_JAVA_OPTS=-Xmx256m");

    private final String remedy;

    Refusal(String remedy) {
      this.remedy = remedy;
    }

    String remedy() {
      return remedy;
    }
  }

  private final int maxConnections;
  private final long maxBytes;
  private int connections;
  private long bytes;

  Places(int maxConnections, long maxBytes) {
    this.maxConnections = maxConnections;
    this.maxBytes = maxBytes;
  }

  /** A third of the heap: there are the shared buffers, the log's queue and all others too. */
  static Places withinHeap(int maxConnections) {
    return new Places(maxConnections, Runtime.getRuntime().maxMemory() / 3);
  }

  /** Takes a place, to be given back by {@link #free}; or says why there is none. */
  synchronized @Nullable Refusal take(int connectionBytes) {
    if (connections >= maxConnections) {
      return Refusal.MAX_CONNECTIONS;
    }
    if (bytes + connectionBytes > maxBytes) {
      return Refusal.MEMORY;
    }
    connections++;
    bytes += connectionBytes;
    return null;
  }

  synchronized void free(int connectionBytes) {
    connections--;
    bytes -= connectionBytes;
    assert connections >= 0 && bytes >= 0 : "a place was given back twice";
  }

  /** Places that are taken. */
  synchronized int taken() {
    return connections;
  }
}

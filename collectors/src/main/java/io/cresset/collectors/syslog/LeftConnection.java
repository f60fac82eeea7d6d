package io.cresset.collectors.syslog;

import java.io.IOException;

/**
 * An open connection between two instances of the collector.
 *
 * @param reader with what came of a line whose end did not
 */
record LeftConnection(ListenAddress address, Link link, LineReader reader)
    implements AutoCloseable {
  /** Nobody reads on. */
  @Override
  public void close() {
    reader.close();
    try {
      link.close();
    } catch (IOException _) {
      // It is gone all the same.
    }
  }
}

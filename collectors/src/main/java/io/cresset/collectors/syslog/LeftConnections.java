package io.cresset.collectors.syslog;

import java.util.List;
import java.util.Optional;

/**
 * The open connections of one address between two instances of the collector.
 *
 * @param tls under which settings senders were let in
 */
record LeftConnections(List<LeftConnection> connections, Optional<TlsConfig> tls)
    implements AutoCloseable {

  LeftConnections {
    connections = List.copyOf(connections);
  }

  /** The key under which they are left. */
  static String key(ListenAddress address) {
    return "connections to " + address;
  }

  /** Nobody goes on with them. */
  @Override
  public void close() {
    connections.forEach(LeftConnection::close);
  }
}

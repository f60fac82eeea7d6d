package io.cresset.collectors.syslog;

import io.cresset.api.model.Value;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Senders by address, the {@value #MAX_PEERS} seen last, since a sender's address is as easily made
 * up as a host name. Not safe for use by several threads.
 */
final class PeerCache {
  static final int MAX_PEERS = 1024;

  private final Value transport;

  @SuppressWarnings("serial")
  private final Map<InetAddress, Peer> peers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Peer> eldest) {
          return size() > MAX_PEERS;
        }
      };

  private @Nullable InetAddress lastAddress;
  private @Nullable Peer last;

  PeerCache(Value transport) {
    this.transport = transport;
  }

  Peer get(InetAddress address) {
    Peer known = last;
    if (known != null && address.equals(lastAddress)) {
      return known;
    }
    Peer peer = peers.computeIfAbsent(address, a -> Peer.of(a, transport));
    lastAddress = address;
    last = peer;
    return peer;
  }

  int size() {
    return peers.size();
  }
}

package io.cresset.collectors.syslog;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Senders by address, the {@value #MAX_PEERS} seen last, since a sender's address is as easily made
 * up as a host name. Not safe for use by several threads.
 */
final class PeerCache {
  static final int MAX_PEERS = 1024;

  private final Function<InetAddress, Peer> made;

  private final Map<InetAddress, Peer> peers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Peer> eldest) {
          return size() > MAX_PEERS;
        }
      };

  private @Nullable InetAddress lastAddress;
  private @Nullable Peer last;

  /**
   * @param made the peer of an address that is not known
   */
  PeerCache(Function<InetAddress, Peer> made) {
    this.made = made;
  }

  Peer get(InetAddress address) {
    Peer known = last;
    if (known != null && address.equals(lastAddress)) {
      return known;
    }
    Peer peer = peers.computeIfAbsent(address, made);
    lastAddress = address;
    last = peer;
    return peer;
  }

  int size() {
    return peers.size();
  }
}

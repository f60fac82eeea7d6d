package io.cresset.collectors.syslog;

import io.cresset.api.Time;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What all sockets of one syslog collector have in common.
 *
 * @param bufferBytes permits for the bytes that TCP connections hold in buffers over the smallest
 * @param turns permits for TCP connections to hold a batch
 */
record Shared(
    SyslogConfig config,
    Time time,
    System.Logger logger,
    ResourceCache resources,
    Clocks clocks,
    Counts counts,
    Senders senders,
    Map<SocketAddressSpec, InetSocketAddress> bound,
    Set<TcpConnection> connections,
    Semaphore bufferBytes,
    Semaphore turns) {

  /**
   * An eighth of the heap that the launcher gives, whatever comes in on however many connections.
   */
  private static final int MAX_BUFFER_BYTES = 16 * 1024 * 1024;

  /** A batch of short lines is some MiB of objects until it is emitted. */
  private static final int TURNS = 4;

  Shared(SyslogConfig config, Time time, System.Logger logger, ResourceCache r, Clocks clocks) {
    this(
        config,
        time,
        logger,
        r,
        clocks,
        new Counts(),
        new Senders(),
        new ConcurrentHashMap<>(),
        ConcurrentHashMap.newKeySet(),
        new Semaphore(MAX_BUFFER_BYTES),
        new Semaphore(TURNS, true));
  }

  /** A parser for one thread. */
  SyslogParser parser() {
    return new SyslogParser(resources, clocks);
  }

  /** Who sends from an address. */
  Peer peer(InetAddress address, Value transport) {
    return Peer.of(address, transport, clocks, senders);
  }

  /** Says which port it became, which only the system knows for port 0. */
  void listening(SocketAddressSpec spec, InetSocketAddress address) {
    bound.put(spec, address);
    logger.log(
        System.Logger.Level.INFO,
        "listening on %s %s:%d"
            .formatted(spec.scheme(), address.getAddress().getHostAddress(), address.getPort()));
  }
}

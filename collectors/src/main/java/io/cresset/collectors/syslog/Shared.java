package io.cresset.collectors.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.Time;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all sockets of one syslog collector have in common.
 *
 * @param left connections that go on in the next instance
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
    Map<ListenAddress, InetSocketAddress> bound,
    Set<StreamConnection> connections,
    Queue<LeftConnection> left,
    AtomicBoolean retiring,
    Places places,
    Semaphore bufferBytes,
    Semaphore turns) {

  /**
   * An eighth of the heap that the launcher gives, whatever comes in on however many connections.
   */
  private static final int MAX_BUFFER_BYTES = 16 * 1024 * 1024;

  private static final int SHORTEST_PAUSE_MILLIS = 150;
  private static final int PAUSE_MILLIS_PER_CONNECTION = 4;

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
        new ConcurrentLinkedQueue<>(),
        new AtomicBoolean(),
        Places.withinHeap(config.maxConnections()),
        new Semaphore(MAX_BUFFER_BYTES),
        new Semaphore(TURNS, true));
  }

  /** Whether nothing more is to be taken, since a successor is to go on. */
  boolean isRetiring() {
    return retiring.get();
  }

  /**
   * How long a connection waits for its sender before it looks whether it is to retire: so that
   * looking costs no more than some 250 wake-ups a second, however many there are.
   */
  int pauseMillis() {
    return Math.max(SHORTEST_PAUSE_MILLIS, places.taken() * PAUSE_MILLIS_PER_CONNECTION);
  }

  /** A parser for one thread. */
  SyslogParser parser() {
    return new SyslogParser(resources, clocks);
  }

  /** Who sends from an address. */
  Peer peer(InetAddress address, Value transport) {
    return Peer.of(address, transport, clocks, senders);
  }

  /** A program on this machine. */
  Peer localPeer(Path socket) {
    Value.Text path = new Value.Text(ByteSlice.of(socket.toString().getBytes(UTF_8)));
    Value.Text host = resources.baseHost().orElse(path);
    return new Peer(path, Peer.UNIX, host, clocks.zone(), senders.get(socket.toString()));
  }

  /** A socket of the instance before listens on. */
  void listeningOn(ListenAddress spec, SocketAddress address) {
    if (address instanceof InetSocketAddress port) {
      bound.putIfAbsent(spec, port);
    }
  }

  /** Says which port it became, which only the system knows for port 0. */
  void listening(ListenAddress spec, String scheme, InetSocketAddress address) {
    bound.put(spec, address);
    logger.log(
        System.Logger.Level.INFO,
        "listening on %s %s:%d"
            .formatted(scheme, address.getAddress().getHostAddress(), address.getPort()));
  }
}

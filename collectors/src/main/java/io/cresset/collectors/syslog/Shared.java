package io.cresset.collectors.syslog;

import io.cresset.api.Time;
import io.cresset.api.config.SocketAddressSpec;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What all sockets of one syslog collector have in common. */
record Shared(
    SyslogConfig config,
    Time time,
    System.Logger logger,
    ResourceCache resources,
    ZoneId zone,
    Counts counts,
    Map<SocketAddressSpec, InetSocketAddress> bound,
    Set<TcpConnection> connections) {

  Shared(SyslogConfig config, Time time, System.Logger logger, ResourceCache r, ZoneId zone) {
    this(
        config,
        time,
        logger,
        r,
        zone,
        new Counts(),
        new ConcurrentHashMap<>(),
        ConcurrentHashMap.newKeySet());
  }

  /** A parser for one thread. */
  SyslogParser parser() {
    return new SyslogParser(resources, zone, counts);
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

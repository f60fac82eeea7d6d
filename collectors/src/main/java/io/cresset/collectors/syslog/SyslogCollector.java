package io.cresset.collectors.syslog;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Resource;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sockets of one {@code syslog:} entry, a task each, and the task that reports their counts.
 */
final class SyslogCollector implements Collector {
  static final String COUNTS_TASK = "counts";
  static final String LIMITS_TASK = "limits";

  private static final Path PROC_NET = Path.of("/proc/net");

  /** How much later than its limit a connection may end. */
  private static final Duration LIMITS_INTERVAL = Duration.ofSeconds(5);

  static final MetricSpec DROPPED =
      MetricSpec.counter(
          "cresset_syslog_kernel_dropped_datagrams_total",
          "Datagrams that the kernel threw away because the socket's buffer was full, by listener,"
              + " since it was opened.",
          "listener");

  private final Resource about;
  private final Shared shared;
  private final CollectorContext context;
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<ListenAddress, StreamListener> streams = new HashMap<>();
  private final KernelDrops drops = new KernelDrops(PROC_NET, ByteOrder.nativeOrder());
  private final long handshakeNanos;
  private final long idleNanos;

  /**
   * @param zone of time stamps that name none, where the configuration does not say
   */
  SyslogCollector(SyslogConfig config, CollectorContext context, ZoneId zone) {
    this.context = context;
    this.about = context.resource();
    this.shared =
        new Shared(
            config,
            context.time(),
            context.logger(),
            new ResourceCache(about),
            Clocks.of(config, zone));
    this.handshakeNanos = config.tls().map(tls -> tls.handshakeTimeout().toNanos()).orElse(0L);
    this.idleNanos = config.idleTimeout().toNanos();
  }

  @Override
  public void start(Tasks tasks) {
    Map<ListenAddress, Listener> each = new LinkedHashMap<>();
    for (ListenAddress address : shared.config().listen()) {
      each.put(address, listener(address, tasks));
    }
    listeners.addAll(each.values());
    // A socket that nobody takes over may be in the way of one that is to be opened: on all
    // addresses before, on one of them now.
    context.inherited().close();
    // They never wait for anything but their selectors, which would hold on to a carrier thread.
    Rhythm rhythm = Rhythm.listen().onPlatformThread();
    each.forEach((address, listener) -> tasks.add(address.toString(), about, rhythm, listener));
    tasks.add(COUNTS_TASK, about, Rhythm.onDemand(), this::report);
    if (handshakeNanos > 0 || idleNanos > 0) {
      tasks.add(LIMITS_TASK, about, Rhythm.every(LIMITS_INTERVAL), _ -> closeOverdue());
    }
  }

  private Listener listener(ListenAddress address, Tasks tasks) {
    return switch (address) {
      case ListenAddress.Udp udp ->
          new UdpListener(udp, shared, new BoundSocket<>(udp, DatagramChannel.class, context));
      case ListenAddress.Tcp tcp ->
          listener(tasks, tcp, new TcpDoor(tcp, tcp.at(), shared, Optional.empty()));
      case ListenAddress.Tls tls ->
          listener(tasks, tls, new TcpDoor(tls, tls.at(), shared, tlsFiles()));
      case ListenAddress.Unix unix -> listener(tasks, unix, new UnixDoor(unix, shared));
    };
  }

  private Listener listener(Tasks tasks, ListenAddress address, Door door) {
    var socket = new BoundSocket<>(address, ServerSocketChannel.class, context);
    StreamListener listener =
        new StreamListener(
            address,
            door,
            shared,
            tasks,
            about,
            socket,
            context.inherited().take(LeftConnections.key(address), LeftConnections.class));
    streams.put(address, listener);
    return listener;
  }

  private Optional<TlsFiles> tlsFiles() {
    return shared.config().tls().map(config -> new TlsFiles(config, shared.logger()));
  }

  /** Reading has no time limit of its own, so that it costs nothing. */
  private void closeOverdue() {
    long now = shared.time().monotonicNanos();
    for (StreamConnection each : shared.connections()) {
      each.closeIfOverdue(now, handshakeNanos, idleNanos);
    }
  }

  private void report(Emitter out) throws InterruptedException {
    List<MetricFamily> families =
        new ArrayList<>(shared.counts().families(shared.places().taken()));
    families.add(DROPPED.family(dropped()));
    families.addAll(shared.senders().families(shared.time().unixNanos()));
    out.emit(MetricBatch.of(about, families));
  }

  private List<NumberPoint> dropped() {
    List<NumberPoint> points = new ArrayList<>();
    shared
        .bound()
        .forEach(
            (address, socket) -> {
              if (address instanceof ListenAddress.Udp) {
                Labels labels = Labels.of("listener", address.toString());
                drops
                    .at(socket)
                    .ifPresent(count -> points.add(new NumberPoint(labels, (double) count)));
              }
            });
    return points;
  }

  /** Where it listens, by what the configuration says; without what is not bound yet. */
  Map<ListenAddress, InetSocketAddress> bound() {
    return Map.copyOf(shared.bound());
  }

  /**
   * Listening sockets go to the next instance as they are, and connections too, with what has come
   * of a line. The sender of one that cannot be left is told that it has ended, and what that sends
   * until it notices is still read.
   */
  @Override
  public boolean retire() {
    shared.retiring().set(true);
    listeners.forEach(Listener::retire);
    List.copyOf(shared.connections()).forEach(StreamConnection::retire);
    return true;
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
    List.copyOf(shared.connections()).forEach(StreamConnection::endUnbegun);
    streams.forEach(
        (address, listener) ->
            context.left().leave(LeftConnections.key(address), listener.leave()));
    streams.clear();
  }
}

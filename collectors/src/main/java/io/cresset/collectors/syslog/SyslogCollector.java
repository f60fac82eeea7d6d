package io.cresset.collectors.syslog;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Resource;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sockets of one {@code syslog:} entry, a task each, and the task that reports their counts.
 */
final class SyslogCollector implements Collector {
  static final String COUNTS_TASK = "counts";

  private final Resource about;
  private final Shared shared;

  /**
   * @param zone of time stamps that name none, where the configuration does not say
   */
  SyslogCollector(SyslogConfig config, CollectorContext context, ZoneId zone) {
    this.about = context.resource();
    this.shared =
        new Shared(
            config,
            context.time(),
            context.logger(),
            new ResourceCache(about),
            Clocks.of(config, zone));
  }

  @Override
  public void start(Tasks tasks) {
    for (SocketAddressSpec spec : shared.config().listen()) {
      if (spec.scheme().equals("udp")) {
        // It never waits for anything but its selector, which would hold on to a carrier thread.
        Rhythm rhythm = Rhythm.listen().onPlatformThread();
        tasks.add(spec.toString(), about, rhythm, new UdpListener(spec, shared));
      } else {
        TcpListener listener = new TcpListener(spec, shared, tasks, about);
        tasks.add(spec.toString(), about, Rhythm.listen(), listener);
      }
    }
    tasks.add(COUNTS_TASK, about, Rhythm.onDemand(), this::report);
  }

  private void report(Emitter out) throws InterruptedException {
    List<MetricFamily> families = new ArrayList<>(shared.counts().families());
    families.addAll(shared.senders().families(shared.time().unixNanos()));
    out.emit(MetricBatch.of(about, families));
  }

  /** Where it listens, by what the configuration says; without what is not bound yet. */
  Map<SocketAddressSpec, InetSocketAddress> bound() {
    return Map.copyOf(shared.bound());
  }

  @Override
  public void close() {
    List.copyOf(shared.connections()).forEach(TcpConnection::close);
  }
}

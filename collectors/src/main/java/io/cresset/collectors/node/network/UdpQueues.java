package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/**
 * Bytes that wait in queues of UDP sockets, of the fifth column of /proc/net/udp and udp6: {@code
 * 00000000:0001A400}, to be sent and to be received.
 */
public final class UdpQueues implements SubCollector {
  private static final MetricSpec QUEUES =
      MetricSpec.gauge(
          "node_udp_queues",
          "Number of allocated memory in the kernel for UDP datagrams in bytes.",
          "queue",
          "ip");

  public static final List<MetricSpec> SPECS = List.of(QUEUES);

  private static final Labels SENT_4 = Labels.of("queue", "tx", "ip", "v4");
  private static final Labels RECEIVED_4 = Labels.of("queue", "rx", "ip", "v4");
  private static final Labels SENT_6 = Labels.of("queue", "tx", "ip", "v6");
  private static final Labels RECEIVED_6 = Labels.of("queue", "rx", "ip", "v6");

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public UdpQueues(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points points = new Points(QUEUES);
    Failures failures = new Failures();
    failures.keepUnlessAbsent(() -> add(points, "net/udp", SENT_4, RECEIVED_4));
    failures.keepUnlessAbsent(() -> add(points, "net/udp6", SENT_6, RECEIVED_6));
    points.emit(out);
    failures.raise();
    if (points.isEmpty()) {
      throw new CollectFailure(
          Kind.ABSENT, host.proc("net/udp") + " and udp6: there are no such files", "");
    }
  }

  private void add(Points points, String file, Labels sent, Labels received) throws CollectFailure {
    Queued queued = parse(files.source(host.proc(file)));
    points.add(sent, Scan.asDouble(queued.toSend));
    points.add(received, Scan.asDouble(queued.received));
  }

  record Queued(long toSend, long received) {}

  static Queued parse(Scan in) throws CollectFailure {
    long toSend = 0;
    long received = 0;
    in.nextLine();
    while (in.nextLine()) {
      for (int column = 0; column < 4; column++) {
        in.field();
      }
      if (!in.nextBefore(':')) {
        throw in.malformed("has no queues");
      }
      toSend += in.hex();
      received += in.field().hex();
    }
    return new Queued(toSend, received);
  }
}

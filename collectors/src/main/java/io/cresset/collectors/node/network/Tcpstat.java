package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * TCP connections by state and bytes in their queues, from sock_diag(7). A state without a
 * connection is left out, as the model leaves it out.
 */
public final class Tcpstat implements SubCollector {
  private static final MetricSpec STATES =
      MetricSpec.gauge("node_tcp_connection_states", "Number of connection states.", "state");

  public static final List<MetricSpec> SPECS = List.of(STATES);

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final int REQUEST_BYTES = 56;
  private static final int IPPROTO_TCP = 6;

  /** Connections in any state but one that is half made. */
  private static final int STATES_WANTED = 0xfff;

  // struct inet_diag_msg.
  private static final int IDIAG_STATE = 1;
  private static final int IDIAG_RQUEUE = 56;
  private static final int IDIAG_WQUEUE = 60;

  /** By the kernel's number, net/tcp_states.h, from 1 on. */
  private static final List<String> NAMES =
      List.of(
          "established",
          "syn_sent",
          "syn_recv",
          "fin_wait1",
          "fin_wait2",
          "time_wait",
          "close",
          "close_wait",
          "last_ack",
          "listen",
          "closing");

  private final Host host;

  public Tcpstat(Host host) {
    this.host = host;
  }

  private static Netlink.Question question(int family) {
    ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES).order(ByteOrder.nativeOrder());
    request.put((byte) family).put((byte) IPPROTO_TCP).putShort((short) 0).putInt(STATES_WANTED);
    return new Netlink.Question(
        Netlink.SOCK_DIAG, SOCK_DIAG_BY_FAMILY, Netlink.ALL, request.array());
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<String, Double> counts = ask(AF_INET);
    if (Files.exists(Path.of(host.proc("net/tcp6")))) {
      ask(AF_INET6).forEach((state, count) -> counts.merge(state, count, Double::sum));
    }
    Points points = new Points(STATES);
    counts.forEach((state, count) -> points.add(Labels.of("state", state), count));
    points.emit(out);
  }

  private Map<String, Double> ask(int family) throws CollectFailure {
    return host.machine().netlink(question(family), TreeMap::new, Tcpstat::count);
  }

  private static void count(Map<String, Double> counts, NetlinkMessage connection)
      throws CollectFailure {
    int state = connection.u8(IDIAG_STATE);
    String name = state >= 1 && state <= NAMES.size() ? NAMES.get(state - 1) : "unknown";
    counts.merge(name, 1.0, Double::sum);
    counts.merge("rx_queued_bytes", (double) connection.u32(IDIAG_RQUEUE), Double::sum);
    counts.merge("tx_queued_bytes", (double) connection.u32(IDIAG_WQUEUE), Double::sum);
  }
}

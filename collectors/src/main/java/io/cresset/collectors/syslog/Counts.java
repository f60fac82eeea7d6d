package io.cresset.collectors.syslog;

import io.cresset.api.collect.EnumCounts;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the collector counts about itself beyond what every collector's runs are counted by. */
final class Counts {
  private static final MetricSpec BROKEN =
      MetricSpec.counter(
          "cresset_syslog_broken_frames_total",
          "Frames over TCP whose length was wrong, or whose end never came.");
  private static final MetricSpec CUT =
      MetricSpec.counter(
          "cresset_syslog_cut_lines_total",
          "Lines over TCP that were cut into pieces: too long, or no memory left to share.");
  private static final MetricSpec CONNECTIONS =
      MetricSpec.gauge("cresset_syslog_connections", "Connections open now.");
  private static final MetricSpec ACCEPTED =
      MetricSpec.counter(
          "cresset_syslog_accepted_connections_total", "Connections taken since the start.");
  private static final MetricSpec REFUSED =
      MetricSpec.counter(
          "cresset_syslog_refused_connections_total",
          "Connections closed at once because max_connections were open, or as many as the memory"
              + " is enough for.",
          "reason");

  private static final MetricSpec IDLE =
      MetricSpec.counter(
          "cresset_syslog_idle_connections_closed_total",
          "Connections closed because they were silent for longer than idle_timeout.");
  private static final MetricSpec HANDSHAKES =
      MetricSpec.counter(
          "cresset_syslog_failed_handshakes_total",
          "Connections on which no TLS came about, by reason.",
          "reason");

  static final List<MetricSpec> SPECS =
      List.of(BROKEN, CUT, CONNECTIONS, ACCEPTED, REFUSED, IDLE, HANDSHAKES);

  private final LongAdder broken = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private final LongAdder idle = new LongAdder();
  private final EnumCounts<HandshakeFailure.Reason> handshakes =
      new EnumCounts<>("reason", HandshakeFailure.Reason.class);
  private final LongAdder accepted = new LongAdder();
  private final EnumCounts<Places.Refusal> refused =
      new EnumCounts<>("reason", Places.Refusal.class);

  void brokenFrame() {
    broken.increment();
  }

  void cutLine() {
    cut.increment();
  }

  void closedIdle() {
    idle.increment();
  }

  void handshakeFailed(HandshakeFailure.Reason why) {
    handshakes.increment(why);
  }

  void accepted() {
    accepted.increment();
  }

  void refused(Places.Refusal why) {
    refused.increment(why);
  }

  /**
   * @param connections open now
   */
  List<MetricFamily> families(int connections) {
    return List.of(
        BROKEN.family((double) broken.sum()),
        CUT.family((double) cut.sum()),
        CONNECTIONS.family(connections),
        ACCEPTED.family((double) accepted.sum()),
        REFUSED.family(refused.points()),
        IDLE.family((double) idle.sum()),
        HANDSHAKES.family(handshakes.points()));
  }
}

package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.source.SubCollector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether the time server of this machine is sane, which is asked as a client would (SNTP, RFC
 * 5905, section 14).
 *
 * <pre>
 * node_ntp_offset_seconds 0.000021
 * node_ntp_sanity 1
 * </pre>
 */
public final class Ntp implements SubCollector {
  private static final MetricSpec STRATUM = gauge("stratum", "NTPD stratum.");
  private static final MetricSpec LEAP = gauge("leap", "NTPD leap second indicator, 2 bits.");
  private static final MetricSpec RTT = gauge("rtt_seconds", "RTT to NTPD.");
  private static final MetricSpec OFFSET =
      gauge("offset_seconds", "ClockOffset between NTP and local clock.");
  private static final MetricSpec REFERENCE =
      gauge("reference_timestamp_seconds", "NTPD ReferenceTime, UNIX timestamp.");
  private static final MetricSpec ROOT_DELAY = gauge("root_delay_seconds", "NTPD RootDelay.");
  private static final MetricSpec ROOT_DISPERSION =
      gauge("root_dispersion_seconds", "NTPD RootDispersion.");
  private static final MetricSpec SANITY =
      gauge("sanity", "NTPD sanity according to RFC5905 heuristics and configured limits.");

  public static final List<MetricSpec> SPECS =
      List.of(STRATUM, LEAP, RTT, OFFSET, REFERENCE, ROOT_DELAY, ROOT_DISPERSION, SANITY);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;
  private static final double DAY_SECONDS = 86_400;

  /** Servers spread a leap second over up to a day on both sides of its midnight. */
  private static final double SMEAR_SECONDS = 1;

  private final Host host;
  private final NtpOptions options;
  private final SecureRandom random = new SecureRandom();

  /** The midnight at which a leap second comes or came; the flag is gone right behind it. */
  private double leapMidnightSeconds = Double.NEGATIVE_INFINITY;

  public Ntp(Host host, NtpOptions options) {
    this.host = host;
    this.options = options;
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_ntp_" + name, help);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    long cookie = random.nextLong();
    byte[] question = NtpReply.question(options.protocolVersion(), cookie);
    Machine.Peer server = new Machine.Peer(options.server(), options.serverPort(), options.ipTtl());
    Machine.Answer answer = host.machine().udp(server, question, PATIENCE, host.time());
    long asked = answer.askedUnixNanos();
    NtpReply reply =
        NtpReply.parse(
            answer.bytes(),
            cookie,
            NtpReply.ofUnixNanos(asked),
            NtpReply.ofUnixNanos(asked + answer.tookNanos()));
    out.accept(STRATUM.family(reply.stratum()));
    out.accept(LEAP.family(reply.leap()));
    out.accept(RTT.family(reply.roundTripSeconds()));
    out.accept(OFFSET.family(reply.offsetSeconds()));
    out.accept(REFERENCE.family(reply.referenceSeconds()));
    out.accept(ROOT_DELAY.family(reply.rootDelaySeconds()));
    out.accept(ROOT_DISPERSION.family(reply.rootDispersionSeconds()));
    out.accept(SANITY.family(isSane(reply) ? 1 : 0));
  }

  private boolean isSane(NtpReply reply) {
    double now = NtpReply.unixSeconds(reply.transmitted());
    if (reply.announcesLeap()) {
      leapMidnightSeconds = Math.floor(now / DAY_SECONDS) * DAY_SECONDS + DAY_SECONDS;
    }
    double tolerance = options.localOffsetTolerance().toNanos() / NANOS;
    if (Math.abs(now - leapMidnightSeconds) < DAY_SECONDS) {
      tolerance += SMEAR_SECONDS;
    }
    return reply.isValid()
        && reply.rootDistanceSeconds() <= options.maxDistance().toNanos() / NANOS
        && reply.leastErrorSeconds() <= tolerance;
  }
}

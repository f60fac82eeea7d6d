package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Packets that IPsec dropped, by reason, of /proc/net/xfrm_stat
 * (Documentation/networking/xfrm_proc.rst). It needs CONFIG_XFRM_STATISTICS.
 */
public final class Xfrm implements SubCollector {

  /** A line's name, and what it becomes. */
  private record Counter(String name, MetricSpec spec) {}

  private static final List<Counter> COUNTERS =
      List.of(
          counter("XfrmInError", "in_error", "All errors not matched by other"),
          counter("XfrmInBufferError", "in_buffer_error", "No buffer is left"),
          counter("XfrmInHdrError", "in_hdr_error", "Header error"),
          counter(
              "XfrmInNoStates",
              "in_no_states",
              "No state is found i.e. Either inbound SPI, address, or IPsec protocol at SA is"
                  + " wrong"),
          counter(
              "XfrmInStateProtoError",
              "in_state_proto_error",
              "Transformation protocol specific error e.g. SA key is wrong"),
          counter(
              "XfrmInStateModeError", "in_state_mode_error", "Transformation mode specific error"),
          counter(
              "XfrmInStateSeqError",
              "in_state_seq_error",
              "Sequence error i.e. Sequence number is out of window"),
          counter("XfrmInStateExpired", "in_state_expired", "State is expired"),
          counter(
              "XfrmInStateMismatch",
              "in_state_mismatch",
              "State has mismatch option e.g. UDP encapsulation type is mismatch"),
          counter("XfrmInStateInvalid", "in_state_invalid", "State is invalid"),
          counter(
              "XfrmInTmplMismatch",
              "in_tmpl_mismatch",
              "No matching template for states e.g. Inbound SAs are correct but SP rule is wrong"),
          counter(
              "XfrmInNoPols",
              "in_no_pols",
              "No policy is found for states e.g. Inbound SAs are correct but no SP is found"),
          counter("XfrmInPolBlock", "in_pol_block", "Policy discards"),
          counter("XfrmInPolError", "in_pol_error", "Policy error"),
          counter("XfrmOutError", "out_error", "All errors which is not matched others"),
          counter("XfrmOutBundleGenError", "out_bundle_gen_error", "Bundle generation error"),
          counter("XfrmOutBundleCheckError", "out_bundle_check_error", "Bundle check error"),
          counter("XfrmOutNoStates", "out_no_states", "No state is found"),
          counter(
              "XfrmOutStateProtoError",
              "out_state_proto_error",
              "Transformation protocol specific error"),
          counter(
              "XfrmOutStateModeError",
              "out_state_mode_error",
              "Transformation mode specific error"),
          counter(
              "XfrmOutStateSeqError",
              "out_state_seq_error",
              "Sequence error i.e. Sequence number overflow"),
          counter("XfrmOutStateExpired", "out_state_expired", "State is expired"),
          counter("XfrmOutPolBlock", "out_pol_block", "Policy discards"),
          counter("XfrmOutPolDead", "out_pol_dead", "Policy is dead"),
          counter("XfrmOutPolError", "out_pol_error", "Policy error"),
          counter("XfrmFwdHdrError", "fwd_hdr_error", "Forward routing of a packet is not allowed"),
          counter("XfrmOutStateInvalid", "out_state_invalid", "State is invalid, perhaps expired"),
          counter(
              "XfrmAcquireError", "acquire_error", "State hasn’t been fully acquired before use"));

  public static final List<MetricSpec> SPECS = COUNTERS.stream().map(Counter::spec).toList();

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Xfrm(Host host) {
    this.host = host;
  }

  private static Counter counter(String line, String name, String help) {
    return new Counter(line, MetricSpec.counter("node_xfrm_" + name + "_packets_total", help));
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Failures failures = new Failures();
    Map<String, Double> counts = parse(files.source(host.proc("net/xfrm_stat")), failures);
    for (Counter counter : COUNTERS) {
      Double count = counts.get(counter.name);
      if (count != null) {
        out.accept(counter.spec.family(count));
      }
    }
    failures.raise();
  }

  /**
   * @param failures keeps lines that are not understood
   */
  static Map<String, Double> parse(Scan in, Failures failures) {
    Map<String, Double> counts = new HashMap<>();
    while (in.nextLine()) {
      failures.keep(() -> counts.put(in.field().text(), in.field().count()));
    }
    return counts;
  }
}

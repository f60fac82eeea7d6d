package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Ports of Fibre Channel adapters, of /sys/class/fc_host (drivers/scsi/scsi_transport_fc.c).
 *
 * <pre>
 * node_fibrechannel_rx_words_total{fc_host="host7"} 4.193e+06
 * </pre>
 */
public final class FibreChannel implements SubCollector {

  /** A file of the folder {@code statistics}, and what it becomes. */
  private record Counter(String file, MetricSpec spec) {}

  private static final List<Counter> COUNTERS =
      List.of(
          counter("dumped_frames", "dumped_frames", "Number of dumped frames"),
          counter("error_frames", "error_frames", "Number of errors in frames"),
          counter("invalid_crc_count", "invalid_crc", "Invalid Cyclic Redundancy Check count"),
          counter("rx_frames", "rx_frames", "Number of frames received"),
          counter("rx_words", "rx_words", "Number of words received by host port"),
          counter("tx_frames", "tx_frames", "Number of frames transmitted by host port"),
          counter("tx_words", "tx_words", "Number of words transmitted by host port"),
          counter(
              "seconds_since_last_reset",
              "seconds_since_last_reset",
              "Number of seconds since last host port reset"),
          counter(
              "invalid_tx_word_count",
              "invalid_tx_words",
              "Number of invalid words transmitted by host port"),
          counter(
              "link_failure_count",
              "link_failure",
              "Number of times the host port link has failed"),
          counter(
              "loss_of_sync_count",
              "loss_of_sync",
              "Number of failures on either bit or transmission word boundaries"),
          counter("loss_of_signal_count", "loss_of_signal", "Number of times signal has been lost"),
          counter(
              "nos_count",
              "nos",
              "Number Not_Operational Primitive Sequence received by host port"),
          counter("fcp_packet_aborts", "fcp_packet_aborts", "Number of aborted packets"));

  /** Labels of the info metric, which are the names of the files too. */
  private static final List<String> TEXTS =
      List.of(
          "speed",
          "port_state",
          "port_type",
          "port_id",
          "port_name",
          "fabric_name",
          "symbolic_name",
          "supported_classes",
          "supported_speeds",
          "dev_loss_tmo");

  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_fibrechannel_info",
          "Non-numeric data from /sys/class/fc_host/<host>, value is always 1.",
          Stream.concat(Stream.of("fc_host"), TEXTS.stream()).toArray(String[]::new));

  public static final List<MetricSpec> SPECS =
      Stream.concat(Stream.of(INFO), COUNTERS.stream().map(Counter::spec)).toList();

  /** What a driver says of a counter that it does not have: all bits are set. */
  private static final double NOT_COUNTED = Scan.asDouble(-1);

  private final String folder;
  private final Survey survey = new Survey();

  public FibreChannel(Host host) {
    this.folder = host.sys("class/fc_host");
  }

  private static Counter counter(String file, String name, String help) {
    return new Counter(
        file, MetricSpec.counter("node_fibrechannel_" + name + "_total", help, "fc_host"));
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.source(folder)) {
      String at = folder + "/" + name + "/";
      List<String> labels = new ArrayList<>(List.of("fc_host", name));
      for (String text : TEXTS) {
        labels.add(text);
        labels.add(withoutPrefix(text, survey.text(at + text).orElse("")));
      }
      survey.add(INFO, 1, labels.toArray(String[]::new));
      for (Counter counter : COUNTERS) {
        OptionalDouble value = survey.number(at + "statistics/" + counter.file);
        if (value.isPresent() && value.getAsDouble() != NOT_COUNTED) {
          survey.add(counter.spec, value.getAsDouble(), "fc_host", name);
        }
      }
    }
    survey.finish(out);
  }

  /** Numbers and names of the fabric are hexadecimal and lose their 0x. */
  private static String withoutPrefix(String file, String text) {
    return switch (file) {
      case "port_id", "port_name", "fabric_name" ->
          text.startsWith("0x") ? text.substring(2) : text;
      default -> text;
    };
  }
}

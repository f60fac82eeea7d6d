package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What makes a Raspberry Pi slow, from its firmware: a supply that is too weak, and heat. The bits
 * are those of {@code vcgencmd get_throttled}.
 *
 * <pre>
 * node_raspberrypi_throttled{reason="under_voltage"} 0
 * node_raspberrypi_throttled_since_boot{reason="under_voltage"} 1
 * </pre>
 */
public final class RaspberryPi implements SubCollector {
  private static final MetricSpec NOW =
      MetricSpec.gauge(
          "node_raspberrypi_throttled",
          "Whether the firmware limits this Raspberry Pi now, by reason.",
          "reason");
  private static final MetricSpec SINCE_BOOT =
      MetricSpec.gauge(
          "node_raspberrypi_throttled_since_boot",
          "Whether the firmware has limited this Raspberry Pi since it was started, by reason.",
          "reason");

  public static final List<MetricSpec> SPECS = List.of(NOW, SINCE_BOOT);

  /** Bits 0 to 3: it is so now. */
  private static final List<String> REASONS =
      List.of("under_voltage", "frequency_capped", "throttled", "soft_temperature_limit");

  /** The same bits, 16 places higher: it was so since the start. */
  private static final int SINCE_BOOT_BIT = 16;

  private final String path;
  private final Survey survey = new Survey();

  public RaspberryPi(Host host) {
    this.path = host.sys("devices/platform/soc/soc:firmware/get_throttled");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Optional<String> text = survey.text(path);
    if (text.isEmpty()) {
      throw new CollectFailure(Kind.ABSENT, path + ": there is no such file", "");
    }
    OptionalLong bits = parse(text.get());
    if (bits.isEmpty()) {
      throw Survey.malformed(path, "'" + text.get() + "' is no hexadecimal number");
    }
    for (int i = 0; i < REASONS.size(); i++) {
      survey.add(NOW, bit(bits.getAsLong(), i), "reason", REASONS.get(i));
      survey.add(SINCE_BOOT, bit(bits.getAsLong(), SINCE_BOOT_BIT + i), "reason", REASONS.get(i));
    }
    survey.finish(out);
  }

  private static int bit(long bits, int number) {
    return (bits & 1L << number) == 0 ? 0 : 1;
  }

  /** Hexadecimal digits, with 0x before them or not. */
  static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text.replaceFirst("^0x", ""), 16));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}

package io.cresset.api.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.SummaryPoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What OpenMetrics says differently; the rest is {@link PrometheusTextTest}'s. */
class OpenMetricsTextTest {

  private static String page(MetricFamily... families) {
    return new String(OpenMetricsText.write(List.of(families)).utf8(), StandardCharsets.UTF_8);
  }

  private static MetricSpec spec(String name, MetricType type, String... labelNames) {
    return new MetricSpec(name, type, "", "", List.of(labelNames));
  }

  @Test
  void anEmptyPageSaysThatItIsWhole() {
    assertThat(page()).isEqualTo("# EOF\n");
  }

  @Test
  void aCountersFamilyHasNoSuffixAndItsSeriesHave() {
    assertThat(page(MetricSpec.counter("sent_total", "Sent to \"x\".").family(3)))
        .isEqualTo(
            """
            # HELP sent Sent to \\"x\\".
            # TYPE sent counter
            sent_total 3
            # EOF
            """);
  }

  @Test
  void aCounterWithoutTheSuffixIsUnknown() {
    assertThat(page(MetricSpec.counter("ifHCInOctets", "").family(1), spec("_total").family(1)))
        .contains("# TYPE ifHCInOctets unknown\nifHCInOctets 1\n")
        .contains("# TYPE _total unknown\n_total 1\n");
  }

  private static MetricSpec spec(String name) {
    return spec(name, MetricType.COUNTER);
  }

  @Test
  void infosAndStateSetsAreWhatTheyAreOnlyInTheFormatsShape() {
    NumberPoint point = new NumberPoint(Labels.of("a", "b"), 1);
    assertThat(page(spec("build_info", MetricType.INFO).family(List.of(point))))
        .isEqualTo("# TYPE build info\nbuild_info{a=\"b\"} 1\n# EOF\n");
    assertThat(page(spec("build", MetricType.INFO).family(List.of(point))))
        .isEqualTo("# TYPE build gauge\nbuild{a=\"b\"} 1\n# EOF\n");
    assertThat(page(spec("a", MetricType.STATESET, "a").family(List.of(point))))
        .isEqualTo("# TYPE a stateset\na{a=\"b\"} 1\n# EOF\n");
    assertThat(page(spec("x", MetricType.STATESET, "a").family(List.of(point))))
        .isEqualTo("# TYPE x gauge\nx{a=\"b\"} 1\n# EOF\n");
  }

  @Test
  void noTwoFamiliesHaveOneName() {
    assertThat(
            page(
                MetricSpec.gauge("x", "").family(1),
                MetricSpec.counter("x_total", "").family(2),
                spec("y_info", MetricType.INFO).family(1),
                MetricSpec.counter("y_total", "").family(2),
                MetricSpec.gauge("z_created", "").family(1),
                MetricSpec.counter("z_total", "").family(2)))
        .isEqualTo(
            """
            # TYPE x gauge
            x 1
            # TYPE x_total unknown
            x_total 2
            # TYPE y info
            y_info 1
            # TYPE y_total unknown
            y_total 2
            # TYPE z_created gauge
            z_created 1
            # TYPE z_total unknown
            z_total 2
            # EOF
            """);
  }

  @Test
  void boundsAreCanonicalNumbers() {
    HistogramPoint histogram =
        new HistogramPoint(
            Labels.empty(), List.of(0.5, 1.0, 1e6), List.of(1L, 1L, 0L, 1L), 9, 0, false);
    SummaryPoint summary =
        new SummaryPoint(Labels.empty(), List.of(new SummaryPoint.Quantile(1, 4)), 1, 4, 0, false);
    assertThat(
            page(
                spec("h", MetricType.HISTOGRAM).family(List.of(histogram)),
                spec("s", MetricType.SUMMARY).family(List.of(summary))))
        .isEqualTo(
            """
            # TYPE h histogram
            h_bucket{le="0.5"} 1
            h_bucket{le="1.0"} 2
            h_bucket{le="1e+06"} 2
            h_bucket{le="+Inf"} 3
            h_sum 9
            h_count 3
            # TYPE s summary
            s{quantile="1.0"} 4
            s_sum 4
            s_count 1
            # EOF
            """);
  }

  @Test
  void unknownStaysUnknown() {
    assertThat(page(MetricSpec.unknown("x", "").family(1))).startsWith("# TYPE x unknown\n");
  }
}

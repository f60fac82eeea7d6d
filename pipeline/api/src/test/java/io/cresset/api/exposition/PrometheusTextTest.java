package io.cresset.api.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

  @Test
  void anEmptyPageIsEmpty() {
    assertThat(page()).isEmpty();
    assertThat(page(MetricSpec.gauge("up", "Up.").family(List.of()))).isEmpty();
  }

  @Test
  void sortsFamiliesByNameAndPointsByLabels() {
    MetricFamily cpu =
        MetricSpec.counter("node_cpu_seconds_total", "Seconds.", "cpu", "mode")
            .family(
                List.of(
                    number(3.5, "cpu", "1", "mode", "idle"),
                    number(1234567, "mode", "user", "cpu", "0"),
                    number(362812.78, "cpu", "0", "mode", "idle")));
    MetricFamily load = MetricSpec.gauge("node_load1", "1m load average.").family(0.25);
    MetricFamily first = MetricSpec.counter("ifHCInOctets", "Octets.").family(1e6);
    assertThat(page(load, cpu, first))
        .isEqualTo(
            """
            # HELP ifHCInOctets Octets.
            # TYPE ifHCInOctets counter
            ifHCInOctets 1e+06
            # HELP node_cpu_seconds_total Seconds.
            # TYPE node_cpu_seconds_total counter
            node_cpu_seconds_total{cpu="0",mode="idle"} 362812.78
            node_cpu_seconds_total{cpu="0",mode="user"} 1.234567e+06
            node_cpu_seconds_total{cpu="1",mode="idle"} 3.5
            # HELP node_load1 1m load average.
            # TYPE node_load1 gauge
            node_load1 0.25
            """);
  }

  @Test
  void fewerLabelsComeFirst() {
    MetricFamily family =
        MetricSpec.gauge("x", "X.")
            .family(
                List.of(
                    number(1, "a", "", "b", "1"),
                    number(2, "b", "0"),
                    number(3, "a", ""),
                    number(4)));
    assertThat(page(family))
        .isEqualTo(
            """
            # HELP x X.
            # TYPE x gauge
            x 4
            x{a=""} 3
            x{a="",b="1"} 1
            x{b="0"} 2
            """);
  }

  @Test
  void escapesHelpAndLabelValues() {
    MetricFamily family =
        MetricSpec.gauge("x", "A \"quote\", a \\ and\na line.")
            .family(
                List.of(
                    number(
                        1, "a", "A \"quote\", a \\ and\na line, \u00e9\u20ac\ud83d\ude00\ud83d")));
    assertThat(page(family))
        .isEqualTo(
            "# HELP x A \"quote\", a \\\\ and\\na line.\n"
                + "# TYPE x gauge\n"
                + "x{a=\"A \\\"quote\\\", a \\\\ and\\na line, \u00e9\u20ac\ud83d\ude00?\"} 1\n");
  }

  @Test
  void everyTypeHasItsWord() {
    List<MetricFamily> families = new ArrayList<>();
    for (MetricType type : MetricType.values()) {
      MetricSpec spec = new MetricSpec("m_" + type.id(), type, "", "", List.of());
      families.add(
          switch (type) {
            case HISTOGRAM ->
                spec.family(
                    List.of(
                        new HistogramPoint(Labels.empty(), List.of(), List.of(7L), 1, 0, false)));
            case SUMMARY ->
                spec.family(List.of(new SummaryPoint(Labels.empty(), List.of(), 2, 0.5, 0, false)));
            case COUNTER, GAUGE, INFO, STATESET, UNKNOWN -> spec.family(1);
          });
    }
    assertThat(page(families.toArray(MetricFamily[]::new)))
        .isEqualTo(
            """
            # TYPE m_counter counter
            m_counter 1
            # TYPE m_gauge gauge
            m_gauge 1
            # TYPE m_histogram histogram
            m_histogram_bucket{le="+Inf"} 7
            m_histogram_sum 1
            m_histogram_count 7
            # TYPE m_info gauge
            m_info 1
            # TYPE m_stateset gauge
            m_stateset 1
            # TYPE m_summary summary
            m_summary_sum 0.5
            m_summary_count 2
            # TYPE m_unknown untyped
            m_unknown 1
            """);
  }

  @Test
  void histogramsAreCumulatedAndSummariesHaveQuantiles() {
    MetricFamily histogram =
        new MetricSpec("rtt_seconds", MetricType.HISTOGRAM, "seconds", "Times.", List.of("host"))
            .family(
                List.of(
                    new HistogramPoint(
                        Labels.of("host", "a"),
                        List.of(0.00001, 0.5, 10.0),
                        List.of(1L, 0L, 999_999L, 3L),
                        8.25,
                        0,
                        false)));
    MetricFamily summary =
        new MetricSpec("gc_seconds", MetricType.SUMMARY, "seconds", "Pauses.", List.of())
            .family(
                List.of(
                    new SummaryPoint(
                        Labels.empty(),
                        List.of(new Quantile(0.5, 0.001), new Quantile(1, Double.NaN)),
                        12,
                        0.75,
                        0,
                        false)));
    assertThat(page(histogram, summary))
        .isEqualTo(
            """
            # HELP gc_seconds Pauses.
            # TYPE gc_seconds summary
            gc_seconds{quantile="0.5"} 0.001
            gc_seconds{quantile="1"} NaN
            gc_seconds_sum 0.75
            gc_seconds_count 12
            # HELP rtt_seconds Times.
            # TYPE rtt_seconds histogram
            rtt_seconds_bucket{host="a",le="1e-05"} 1
            rtt_seconds_bucket{host="a",le="0.5"} 1
            rtt_seconds_bucket{host="a",le="10"} 1e+06
            rtt_seconds_bucket{host="a",le="+Inf"} 1.000003e+06
            rtt_seconds_sum{host="a"} 8.25
            rtt_seconds_count{host="a"} 1.000003e+06
            """);
  }

  @Test
  void pointsThatEndASeriesAreNotWritten() {
    MetricSpec spec = MetricSpec.gauge("x", "X.");
    assertThat(page(spec.family(List.of(number(1, "a", "1").endedAt(5))))).isEmpty();
    assertThat(
            page(spec.family(List.of(number(1, "a", "1").endedAt(5), number(2, "a", "2").at(7)))))
        .isEqualTo("# HELP x X.\n# TYPE x gauge\nx{a=\"2\"} 2\n");
  }

  @Test
  void familiesOfOneNameAreOneAndTheFirstSaysWhatItIs() {
    Page page =
        PrometheusText.write(
            List.of(
                MetricSpec.gauge("x", "First.").family(List.of(number(2, "a", "2"))),
                MetricSpec.counter("x", "Second.")
                    .family(List.of(number(9, "a", "2"), number(1, "a", "1"), number(8, "a", "2"))),
                new MetricSpec("x", MetricType.SUMMARY, "", "", List.of())
                    .family(List.of(new SummaryPoint(Labels.empty(), List.of(), 2, 0, 0, false)))));
    assertThat(new String(page.utf8(), StandardCharsets.UTF_8))
        .isEqualTo("# HELP x First.\n# TYPE x gauge\nx{a=\"1\"} 1\nx{a=\"2\"} 2\n");
    assertThat(page.duplicates()).isEqualTo(3);
  }

  @Test
  void aFamilyInTheWayOfAHistogramsSeriesIsLeftOut() {
    Page page =
        PrometheusText.write(
            List.of(
                MetricSpec.gauge("x_count", "In the way.").family(1),
                MetricSpec.gauge("x_max", "Not in the way.").family(1),
                new MetricSpec("x", MetricType.HISTOGRAM, "", "X.", List.of())
                    .family(
                        List.of(
                            new HistogramPoint(
                                Labels.empty(), List.of(), List.of(2L), 4, 0, false)))));
    assertThat(new String(page.utf8(), StandardCharsets.UTF_8))
        .contains("x_count 2\n", "x_max 1\n")
        .doesNotContain("In the way.");
    assertThat(page.duplicates()).isEqualTo(1);
  }

  @Test
  void aLargePageGrowsAsNeeded() {
    List<NumberPoint> points = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      points.add(number(i, "series", "%05d".formatted(i), "text", "\u20ac".repeat(i % 50)));
    }
    String text = page(MetricSpec.gauge("x", "X.").family(points));
    assertThat(text.lines().count()).isEqualTo(20_002);
    assertThat(text).endsWith("x{series=\"19999\",text=\"" + "\u20ac".repeat(49) + "\"} 19999\n");
  }

  private static NumberPoint number(double value, String... labels) {
    return new NumberPoint(Labels.of(labels), value);
  }

  private static String page(MetricFamily... families) {
    Page page = PrometheusText.write(List.of(families));
    assertThat(page.duplicates()).isZero();
    return new String(page.utf8(), StandardCharsets.UTF_8);
  }
}

package io.cresset.exporters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Collectors that use each other's names, on the page of all. */
final class PrecedenceTest extends PageStage {
  private static final MetricSpec LOAD = MetricSpec.gauge("node_load1", "Load.");

  private static MetricFamily histogram(String name) {
    return new MetricSpec(name, MetricType.HISTOGRAM, "", "Not yours.", List.of())
        .family(
            List.of(
                new HistogramPoint(Labels.empty(), List.of(1.0), List.of(1L, 1L), 1, 0, false)));
  }

  private void shows(String component, MetricFamily... families) {
    whole(onDemand(component, "task"), families);
  }

  @Test
  void aNameBelongsToWhoDeclaresIt() {
    context.declare("other");
    context.declare("node", LOAD);
    shows("other", MetricSpec.counter("node_load1", "Not yours.").family(9), gauge("own", 1));
    shows("node", LOAD.family(0.5));
    assertThat(text("/metrics"))
        .contains("# TYPE node_load1 gauge\nnode_load1 0.5\n", "own 1\n")
        .doesNotContain("Not yours.");
    assertThat(series("/metrics/other")).containsExactly("node_load1 9", "own 1");
    assertThat(context.unseen()).containsExactly("other name_taken 1");
    assertThat(context.logged())
        .containsExactly(
            "WARNING other: node_load1 is a counter here and something else of node, so they are"
                + " not on /metrics; /metrics/other has them");
  }

  /** Otherwise the type would be another as often as the owner has nothing to show. */
  @Test
  void itDoesSoWhileItsOwnerShowsNothing() {
    context.declare("other");
    context.declare("node", LOAD);
    shows("node", gauge("node_load5", 1));
    shows("other", histogram("node_load1"));
    assertThat(series("/metrics")).containsExactly("node_load5 1");
    shows("other", LOAD.family(2));
    assertThat(series("/metrics")).containsExactly("node_load1 2", "node_load5 1");
  }

  @Test
  void elseToWhoWasStartedFirst() {
    context.declare("one");
    context.declare("two");
    shows("two", MetricSpec.counter("x", "Two.").family(2));
    shows("one", gauge("x", 1));
    assertThat(series("/metrics")).containsExactly("x 1");
    assertThat(context.unseen()).containsExactly("two name_taken 1");
  }

  @Test
  void othersMayAddSeriesButNotTheSame() {
    context.declare("one");
    context.declare("two");
    shows("two", gauge("x", "by", "two", "both"));
    shows("one", gauge("x", "by", "one", "both"));
    assertThat(series("/metrics"))
        .containsExactly("x{by=\"both\"} 1", "x{by=\"one\"} 1", "x{by=\"two\"} 1");
    assertThat(context.unseen()).containsExactly("two series_taken 1");
    assertThat(context.logged())
        .containsExactly(
            "WARNING two: some series of x are there from one as well, so they are not on"
                + " /metrics; /metrics/two has them");
  }

  @Test
  void aHistogramTakesNoNameOfAnother() {
    context.declare("other");
    context.declare("node", MetricSpec.gauge("x_count", "Mine."));
    shows("other", histogram("x"));
    shows("node", MetricSpec.gauge("x_count", "Mine.").family(5));
    assertThat(series("/metrics")).containsExactly("x_count 5");
    assertThat(context.unseen()).containsExactly("other name_taken 1");
  }

  @Test
  void anotherTakesNoNameOfAHistogram() {
    context.declare("one");
    context.declare("two");
    shows("one", histogram("x"));
    shows("two", gauge("x_sum", 5));
    assertThat(series("/metrics")).hasSize(4).doesNotContain("x_sum 5");
    assertThat(context.unseen()).containsExactly("two name_taken 1");
  }

  @Test
  void itIsSaidOnceAndCountedEachTime() {
    context.declare("one");
    context.declare("two");
    for (int i = 0; i < 3; i++) {
      shows("two", gauge("x", 2));
      shows("one", gauge("x", 1));
      text("/metrics");
    }
    assertThat(context.unseen()).hasSize(3).containsOnly("two series_taken 1");
    assertThat(context.logged()).hasSize(1);
  }

  /** Its own business: the page is valid, as ever. */
  @Test
  void withinOneCollectorNothingIsCounted() {
    context.declare("one");
    whole(onDemand("one", "a"), gauge("x", 1));
    whole(onDemand("one", "b"), gauge("x", 1));
    assertThat(series("/metrics")).containsExactly("x 1");
    assertThat(context.unseen()).isEmpty();
  }
}

package io.cresset.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

  @Test
  void areSortedByNameHoweverTheyCome() {
    Labels labels = Labels.of("mode", "idle", "cpu", "0", "_a", "");
    assertThat(labels).isEqualTo(Labels.of(Map.of("_a", "", "cpu", "0", "mode", "idle")));
    assertThat(labels.hashCode())
        .isEqualTo(Labels.of("cpu", "0", "_a", "", "mode", "idle").hashCode());
    assertThat(labels).hasToString("{_a=\"\",cpu=\"0\",mode=\"idle\"}");
    assertThat(labels.size()).isEqualTo(3);
    assertThat(labels.name(1)).isEqualTo("cpu");
    assertThat(labels.value(1)).isEqualTo("0");
    assertThat(labels.has("cpu")).isTrue();
    assertThat(labels.has("0")).isFalse();
  }

  @Test
  void areEqualOnlyWithTheSameNamesAndValues() {
    assertThat(Labels.of("a", "b")).isNotEqualTo(Labels.of("b", "a"));
    assertThat(Labels.of("a", "b")).isNotEqualTo(Labels.empty());
    assertThat(Labels.of()).isEqualTo(Labels.empty());
  }

  @Test
  void withAddsOrReplaces() {
    Labels labels = Labels.of("b", "1");
    assertThat(labels.with("a", "2")).isEqualTo(Labels.of("a", "2", "b", "1"));
    assertThat(labels.with("b", "2")).isEqualTo(Labels.of("b", "2"));
    assertThat(labels).isEqualTo(Labels.of("b", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a.b", "\u00e4", "a b", "a:b", "a\n"})
  void aNameThatPrometheusWouldRefuseIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of(name, "x"))
        .withMessage("not a label name: '" + name + "'");
  }

  @Test
  void contradictionsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of("a", "1", "a", "2"))
        .withMessage("label 'a' stands twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Labels.of("a", "1", "b"))
        .withMessage("a label name without value: [a, 1, b]");
  }
}

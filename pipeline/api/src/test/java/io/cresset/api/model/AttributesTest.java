package io.cresset.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributesTest {

  @Test
  void keepOrderAndTheLastValueOfAKey() {
    Random random = new Random(12);
    for (int round = 0; round < 500; round++) {
      Map<String, Value> expected = new LinkedHashMap<>();
      Attributes.Builder builder = Attributes.builder();
      for (int i = random.nextInt(80); i > 0; i--) {
        String key = "k" + random.nextInt(50);
        expected.put(key, Value.of(i));
        builder.put(key, i);
      }
      Map<String, Value> built = new LinkedHashMap<>();
      Attributes attributes = builder.build();
      attributes.forEach(built::put);
      assertThat(built).containsExactlyEntriesOf(expected);
      assertThat(attributes.size()).isEqualTo(expected.size());
      assertThat(attributes.toBuilder().build()).isEqualTo(attributes);
      expected.forEach((key, value) -> assertThat(attributes.get(key)).contains(value));
      assertThat(attributes.get("other")).isEmpty();
    }
  }

  @Test
  void printWhatTheyHold() {
    Attributes attributes = Attributes.of("b", "x").toBuilder().put("a", 1).build();
    assertThat(attributes).hasToString("{b=x, a=Int[value=1]}");
    assertThat(attributes.hashCode()).isNotEqualTo(Attributes.empty().hashCode());
    assertThat(Attributes.builder().build()).isEqualTo(Attributes.empty());
  }

  @Test
  void anEmptyKeyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Attributes.builder().put("", "x"));
  }

  @Test
  void aResourceIsTheSameInWhateverOrder() {
    Attributes one = Attributes.builder().put("host.name", "a").put("cluster", "b").build();
    Attributes other = Attributes.builder().put("cluster", "b").put("host.name", "a").build();
    assertThat(one).isNotEqualTo(other);
    assertThat(Resource.of(one))
        .isEqualTo(Resource.of(other))
        .hasSameHashCodeAs(Resource.of(other));
    assertThat(Resource.of(one).attributes().key(0)).isEqualTo("cluster");
  }

  @Test
  void aResourceKnowsTheLabelsOfPrometheus() {
    Resource resource = Resource.empty().with("host.name", "h").with("job", "j");
    assertThat(resource.job()).contains("j");
    assertThat(resource.instance()).contains("h");
    assertThat(resource.with("service.instance.id", "i").instance()).contains("i");
    assertThat(resource.serviceName()).isEmpty();
    Resource number = Resource.of(Attributes.builder().put("job", 1).build());
    assertThat(number.job()).isEmpty();
  }
}

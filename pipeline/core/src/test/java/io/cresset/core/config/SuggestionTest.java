package io.cresset.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  @ParameterizedTest
  @CsvSource({"a,a,0", "a,b,1", "'',abc,3", "kitten,sitting,3", "listne,listen,1", "ab,ba,1"})
  void distanceCountsEdits(String a, String b, int distance) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
    assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void suggestsOnlyWhatIsNear() {
    List<String> known = List.of("listen", "max_connections", "idle");
    assertThat(Suggestion.nearest("lisen", known)).contains("listen");
    assertThat(Suggestion.nearest("maxConnections", known)).contains("max_connections");
    assertThat(Suggestion.nearest("max-connections", known)).contains("max_connections");
    assertThat(Suggestion.nearest("timeout", known)).isEmpty();
    assertThat(Suggestion.nearest("", known)).isEmpty();
  }

  @Test
  void elseItListsWhatThereIs() {
    assertThat(Suggestion.hint("timeout", List.of("b", "a"))).isEqualTo("; known: a, b");
    assertThat(Suggestion.hint("x", List.of())).isEqualTo("; none is known here");
    List<String> many = java.util.stream.IntStream.range(100, 130).mapToObj(i -> "k" + i).toList();
    assertThat(Suggestion.hint("timeout", many)).endsWith("k115, ...").doesNotContain("k116");
  }
}

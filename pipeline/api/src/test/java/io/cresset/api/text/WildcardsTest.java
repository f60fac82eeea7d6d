package io.cresset.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardsTest {
  @ParameterizedTest
  @CsvSource({
    "a*b, ab, true",
    "a*b, axxb, true",
    "a*b, axxbc, false",
    "*, '', true",
    "?, '', false",
    "a?c, abc, true",
    "*a*b*, xxaxxabx, true",
    "a*b*c, aXbYbZc, true",
    "a*b*c, aXbYbZ, false",
    "node, node_load, false",
    "**x, xx, true"
  })
  void patterns(String pattern, String text, boolean matches) {
    assertThat(Wildcards.matches(pattern, text)).isEqualTo(matches);
  }
}

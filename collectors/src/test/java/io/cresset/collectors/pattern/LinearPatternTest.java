package io.cresset.collectors.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.model.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LinearPatternTest {
  @Test
  void isFoundAnywhereUnlessItSaysWhere() {
    assertThat(LinearPattern.parse("eth").isIn("veth0")).isTrue();
    assertThat(LinearPattern.parse("^eth").isIn("veth0")).isFalse();
    assertThat(LinearPattern.parse("eth.").isAllOf("eth0")).isTrue();
    assertThat(LinearPattern.parse("eth").isAllOf("eth0")).isFalse();
  }

  @Test
  void capturesByName() {
    LinearPattern pattern = LinearPattern.parse("(?P<user>\\w+)@(?P<host>\\w+)(:(?P<port>\\d+))?");
    assertThat(pattern.captures("to joe@nas")).contains(sorted("joe", "nas", ""));
    assertThat(pattern.captures("to joe@nas:22")).contains(sorted("joe", "nas", "22"));
    assertThat(pattern.captures("to nobody")).isEmpty();
    assertThat(pattern.hasGroup("port")).isTrue();
    assertThat(pattern.hasGroup("3")).isFalse();
  }

  private static SortedMap<String, String> sorted(String user, String host, String port) {
    return new TreeMap<>(Map.of("user", user, "host", host, "port", port));
  }

  @Test
  void readsBytesThatAreNotUtf8AsLatin1() {
    LinearPattern pattern = LinearPattern.parse("caf\u00e9");
    assertThat(pattern.isIn(ByteSlice.of("caf\u00e9".getBytes(StandardCharsets.UTF_8)))).isTrue();
    assertThat(pattern.isIn(ByteSlice.of("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1))))
        .isTrue();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearPattern.parse("(?=x)"))
        .withMessageStartingWith("'(?=x)' is not a pattern: ")
        .withMessageEndingWith("there is no looking ahead or behind in RE2's patterns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearPattern.parse(""))
        .withMessage("a pattern has 1 to 4096 characters, not 0; '^$' fits only an empty text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearPattern.parse("a".repeat(4097)))
        .withMessage("a pattern has 1 to 4096 characters, not 4097");
  }

  @Test
  void aPatternThatWouldTakeLongIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearPattern.parse("(?:a?){1000}b"))
        .withMessageContaining("would try 2,0")
        .withMessageContaining("at most 1,000");
    assertThat(LinearPattern.parse("\\d{1,3}(?:\\.\\d{1,3}){3}").instructions()).isLessThan(50);
  }
}

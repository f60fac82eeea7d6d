package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets wrong in a {@code parse:} list is told with its place. */
class StepMistakesTest {
  @TempDir Path dir;

  private Ran check(String parse) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("cresset.yaml"),
            """
            web: { listen: "127.0.0.1:0" }
            collectors:
              syslog:
                listen: [ "udp://127.0.0.1:0" ]
                parse:
            """
                + parse.indent(6));
    return Ran.command(Map.of(), "check", "--offline", "--config", file.toString());
  }

  private String message(String parse) throws IOException {
    Ran ran = check(parse);
    assertThat(ran.code()).isEqualTo(2);
    return ran.err().replace(dir + "/", "");
  }

  @Test
  void aListOfAllStepsIsFine() throws IOException {
    Ran ran =
        check(
            """
            - detect: { take: [ severity, fields ], max_fields: 10, timezone: Europe/Berlin }
            - time: { format: 'dd.MM.yyyy HH:mm:ss', at: '^.([^]]+)' }
            - extract: { pattern: 'a (?P<b>c)$' }
            - drop: { rules: [ { name: probes, body: healthz, attributes: { a: b }, below: info } ] }
            - sample: { rules: [ { name: all, keep_one_in: 10 } ] }
            - redact: { find: [ email ], patterns: { own: 'x(y)' }, mask: '<{name}>' }
            - redact
            """);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
  }

  @Test
  void aPatternThatIsNone() throws IOException {
    assertThat(message("- extract: { pattern: '(?P<a>x' }"))
        .isEqualTo(
            "cresset.yaml:6:29: collectors.syslog.parse[0].pattern: '(?P<a>x' is not a pattern:"
                + " missing closing ): '(?P<a>x'\n");
    assertThat(message("- drop: { rules: [ { name: a, body: 'x(?!y)' } ] }"))
        .startsWith("cresset.yaml:6:43: collectors.syslog.parse[0].rules[0].body: 'x(?!y)' is not")
        .contains("there is no looking ahead or behind in RE2's patterns");
    assertThat(message("- redact: { patterns: { a: '[z-a]' } }"))
        .startsWith("cresset.yaml:6:34: collectors.syslog.parse[0].patterns.a: '[z-a]' is not");
  }

  @Test
  void whatDoesNothingOrTooMuch() throws IOException {
    assertThat(message("- extract: { pattern: x }"))
        .startsWith("cresset.yaml:6:")
        .contains("has no group with a name");
    assertThat(message("- drop: { rules: [ { name: a } ] }"))
        .startsWith("cresset.yaml:6:")
        .contains("would drop everything");
    assertThat(message("- sample: { rules: [ { name: a, keep_one_in: 1 } ] }"))
        .contains(":6:", "is 1; choose from 2");
    assertThat(message("- drop")).contains(":6:", "has 0 entries");
    assertThat(message("- time: { format: yyyy-MM-dd }"))
        .contains(":6:", "'yyyy-MM-dd' does not make a time");
    assertThat(message("- time: { format: 'bogus!' }")).contains(":6:", "is not a format");
    assertThat(message("- detect: { max_fields: 0 }"))
        .contains(":6:", "max_fields: is 0; choose from 1 to 1000");
    assertThat(message("- redact: { find: [ emial ] }")).contains("did you mean 'email'?");
    assertThat(message("- detetc")).contains("unknown step 'detetc'; did you mean 'detect'?");
    assertThat(message("- time")).contains("format: is required");
  }
}

package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, by their exit codes and what they print. */
class ProgramTest {
  @TempDir Path dir;

  @Test
  void versionIsOneLine() {
    Ran ran = Ran.command(Map.of(), "version");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).matches("cresset \\S+\n");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void helpGoesToStandardOutput() {
    Ran ran = Ran.command(Map.of(), "--help");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).startsWith("Usage: cresset");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void aMisusedCommandLineIsOneLineAndTwo() {
    Ran ran = Ran.command(Map.of(), "chek");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "cresset: unknown command 'chek'; did you mean 'check'? (help: cresset --help)\n");
  }

  @Test
  void checkSaysWhatWouldRun() throws IOException {
    Path file = file("web: { listen: \"127.0.0.1:0\" }\ncollectors: { node: {} }\n");
    Ran ran = Ran.command(Map.of(), "check", "--config", file.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines()).first().isEqualTo(file + ": ok");
    assertThat(ran.out())
        .containsPattern("\nok +web +127.0.0.1:0 +can be listened on\n")
        .containsPattern("\nok +node +procfs +/proc can be read\n")
        .containsPattern("\nok +prometheus +- +needs nothing from outside\n");
    assertThat(ran.out().lines()).last().asString().startsWith("nothing failed");
  }

  @Test
  void checkNamesEveryProblemAndEndsWithTwo() throws IOException {
    Path file = file("dta: /x\nweb: { listen: 1 }\ncollectors: { nod: {} }\n");
    Ran ran = Ran.command(Map.of(), "check", "--config", file.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .containsExactly(
            file + ":1:1: dta: unknown key; did you mean 'data'?",
            file
                + ":2:16: web.listen: '1' is not an address to listen on; write host:port, such"
                + " as 0.0.0.0:1514",
            file + ":3:15: collectors.nod: unknown collector; did you mean 'node'?");
  }

  @Test
  void runWithAWrongFileEndsWithTwoAndTheSameLines() throws IOException {
    Path file = file("dta: /x\n");
    Ran ran = Ran.command(Map.of(), "run", "--config", file.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).isEqualTo(file + ":1:1: dta: unknown key; did you mean 'data'?\n");
  }

  @Test
  void theFileThatTheEnvironmentNamesIsUsed() throws IOException {
    Path file = file("dta: /x\n");
    Ran ran = Ran.command(Map.of("CRESSET_CONFIG", file.toString()), "check");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).startsWith(file + ":1:1: dta: ");
    Path other = file("web: { listen: \"127.0.0.1:0\" }\ncollectors: {}\n");
    Ran named =
        Ran.command(
            Map.of("CRESSET_CONFIG", file.toString()), "check", "--config", other.toString());
    assertThat(named.code()).isZero();
  }

  @Test
  void aMissingFileIsSaid() {
    Path none = dir.resolve("none.yaml");
    Ran ran = Ran.command(Map.of(), "run", "--config", none.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).isEqualTo(none + ": there is no such file\n");
  }

  @Test
  void collectPrintsAPage() {
    Ran ran = Ran.command(Map.of(), "collect", "node");
    assertThat(ran.out())
        .contains("# TYPE node_load1 gauge\n")
        .contains("node_scrape_collector_success{collector=\"loadavg\"} 1\n");
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  @Test
  void collectOfAListenerSaysThatItNeedsRun() throws IOException {
    Path file = file("collectors: { syslog: { listen: [udp://127.0.0.1:0] } }\n");
    Ran ran = Ran.command(Map.of(), "collect", "syslog", "--config", file.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            "cresset: 'syslog' waits for what others send it, so it cannot be run once;"
                + " use: cresset run\n");
  }

  @Test
  void collectOfAKindThatIsNotConfiguredUsesItsDefaults() throws IOException {
    Path file = file("collectors: { syslog: { listen: [udp://127.0.0.1:0] } }\n");
    Ran ran = Ran.command(Map.of(), "collect", "node", "--config", file.toString());
    assertThat(ran.out()).contains("# TYPE node_load1 gauge\n");
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  @Test
  void collectRefusesAnAgeThatIsNone() {
    Ran ran = Ran.command(Map.of(), "collect", "node", "--since", "soon");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("'soon' is not an age, such as 30m, 1h or 2d");
  }

  @Test
  void collectOfWhatIsNotConfiguredSuggests() {
    Ran ran = Ran.command(Map.of(), "collect", "nod");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo("cresset: no collector 'nod' in the configuration; did you mean 'node'?\n");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(dir, "config", ".yaml"), text);
  }
}

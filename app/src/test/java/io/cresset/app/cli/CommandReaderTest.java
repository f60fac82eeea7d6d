package io.cresset.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.app.cli.Command.Completion.Shell;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.Which;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {
  private static final Optional<Path> FILE = Optional.of(Path.of("a.yaml"));

  @Test
  void readsEveryCommand() {
    assertThat(read("")).isEqualTo(new Command.Run(Optional.empty()));
    assertThat(read("run")).isEqualTo(new Command.Run(Optional.empty()));
    assertThat(read("run --config a.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("run --config=a.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("run -c a.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("run -ca.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("run -c=a.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("--config a.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("--config b.yaml run --config a.yaml")).isEqualTo(new Command.Run(FILE));
    assertThat(read("check --config a.yaml")).isEqualTo(new Command.Check(FILE, false, false));
    assertThat(read("--config a.yaml check")).isEqualTo(new Command.Check(FILE, false, false));
    assertThat(read("check --json --offline"))
        .isEqualTo(new Command.Check(Optional.empty(), true, true));
    assertThat(read("collect node"))
        .isEqualTo(new Command.Collect("node", Optional.empty(), Optional.empty()));
    assertThat(read("collect journal --since 10m"))
        .isEqualTo(
            new Command.Collect("journal", Optional.of(Duration.ofMinutes(10)), Optional.empty()));
    assertThat(read("collect --config a.yaml snmp/x"))
        .isEqualTo(new Command.Collect("snmp/x", Optional.empty(), FILE));
    assertThat(read("collect snmp/x --config a.yaml"))
        .isEqualTo(new Command.Collect("snmp/x", Optional.empty(), FILE));
    assertThat(read("collect -- --config"))
        .isEqualTo(new Command.Collect("--config", Optional.empty(), Optional.empty()));
    assertThat(read("config default")).isEqualTo(new Command.ConfigDefault());
    assertThat(read("config schema")).isEqualTo(new Command.ConfigSchema());
    assertThat(read("completion bash")).isEqualTo(new Command.Completion(Shell.BASH));
    assertThat(read("completion zsh")).isEqualTo(new Command.Completion(Shell.ZSH));
    assertThat(read("status")).isEqualTo(new Command.Status(Optional.empty(), false));
    assertThat(read("status --json -c a.yaml")).isEqualTo(new Command.Status(FILE, true));
    assertThat(read("tap")).isEqualTo(new Command.Tap(Optional.empty(), Map.of(), false));
    assertThat(
            read(
                "tap --component syslog --resource a=b --resource c=d=e --text x --signal logs"
                    + " --rate 7 --json -c a.yaml"))
        .isEqualTo(
            new Command.Tap(
                FILE,
                Map.of(
                    "component", "syslog",
                    "resource", "a=b\nc=d=e",
                    "text", "x",
                    "signal", "logs",
                    "rate", "7"),
                true));
    assertThat(read("tap --name node_*"))
        .isEqualTo(new Command.Tap(Optional.empty(), Map.of("name", "node_*"), false));
    assertThat(read("tap --text \"-c\""))
        .as("quotes are the shell's affair")
        .isEqualTo(new Command.Tap(Optional.empty(), Map.of("text", "\"-c\""), false));
    assertThat(read("log inspect"))
        .isEqualTo(new Command.LogInspect(logs(null, null, null), false));
    assertThat(read("log verify --data d --log metrics --json"))
        .isEqualTo(new Command.LogVerify(logs("d", null, Command.LogName.METRICS), true));
    assertThat(read("log verify --log LOGS -c a.yaml"))
        .isEqualTo(new Command.LogVerify(logs(null, "a.yaml", Command.LogName.LOGS), false));
    assertThat(read("log dump --from 3 --to 9 --limit 2 --json"))
        .isEqualTo(new Command.LogDump(logs(null, null, null), 3, 9, 2, true));
    assertThat(read("--config a.yaml log dump"))
        .isEqualTo(
            new Command.LogDump(
                logs(null, "a.yaml", null), 0, Long.MAX_VALUE, Long.MAX_VALUE, false));
    Which some = new Which(Optional.of(Ids.parse("3-7,9,12")), Optional.empty());
    assertThat(read("log rejected list --sink loki --since 90m --limit 5 --json"))
        .isEqualTo(
            new Command.RejectedList(
                Optional.empty(),
                Optional.empty(),
                Optional.of("loki"),
                Optional.of(Duration.ofMinutes(90)),
                5,
                true));
    assertThat(read("log rejected show 3-7,9 12 --data d"))
        .isEqualTo(
            new Command.RejectedShow(
                Optional.of(Path.of("d")), Optional.empty(), some.ids().orElseThrow(), false));
    assertThat(read("log rejected resend 3-7,9 12"))
        .isEqualTo(new Command.RejectedResend(Optional.empty(), some, false));
    assertThat(read("log rejected resend --all --json"))
        .isEqualTo(new Command.RejectedResend(Optional.empty(), Which.ALL, true));
    assertThat(read("log rejected drop --sink loki/home -c a.yaml"))
        .isEqualTo(
            new Command.RejectedDrop(
                Optional.empty(),
                Optional.of(Path.of("a.yaml")),
                new Which(Optional.empty(), Optional.of("loki/home")),
                false));
    assertThat(read("version")).isEqualTo(new Command.Version());
    assertThat(read("--version")).isEqualTo(new Command.Version());
    assertThat(read("-V")).isEqualTo(new Command.Version());
  }

  private static Command.StoredLogs logs(
      @Nullable String data, @Nullable String config, Command.@Nullable LogName log) {
    return new Command.StoredLogs(
        Optional.ofNullable(data).map(Path::of),
        Optional.ofNullable(config).map(Path::of),
        Optional.ofNullable(log));
  }

  @Test
  void anEmptyPathIsNoPath() {
    for (String[] args :
        new String[][] {
          {"run", "--config", ""},
          {"--config", "", "check"},
          {"log", "inspect", "--data", ""}
        }) {
      assertThat(CommandReader.read(args))
          .isInstanceOfSatisfying(
              Command.Misused.class,
              misused -> assertThat(misused.message()).contains("needs a path, not nothing"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpNamesEveryCommandAndExitCode(String args) {
    assertThat(help(args))
        .startsWith("Usage: cresset ")
        .contains("run ", "check ", "collect ", "version ", "--config=FILE")
        .containsPattern("(?m)^ +0 +fine")
        .containsPattern("(?m)^ +1 +cannot run")
        .containsPattern("(?m)^ +2 +wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "check",
        "collect",
        "status",
        "tap",
        "log",
        "log inspect",
        "log verify",
        "log dump",
        "log rejected",
        "log rejected list",
        "log rejected show",
        "log rejected resend",
        "log rejected drop",
        "completion",
        "completion bash",
        "completion zsh",
        "config",
        "config default",
        "version",
        "help"
      })
  void everyCommandHasHelp(String command) {
    assertThat(help(command + " --help")).startsWith("Usage: cresset " + command);
    assertThat(help("--help " + command)).isEqualTo(help(command + " --help"));
    assertThat(help(command + " --help").lines()).allMatch(line -> line.length() < 80);
    assertThat(help("help " + command)).isEqualTo(help(command + " --help"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          chek                | unknown command 'chek'; did you mean 'check'? (help: cresset --help)
          frobnicate          | unknown command 'frobnicate'; known: check, collect, completion, config, help, log, reload, run, status, tap, version (help: cresset --help)
          config              | 'config' needs one word more: default or schema (help: cresset config --help)
          config shema        | unknown command 'shema'; did you mean 'schema'? (help: cresset config --help)
          completion          | 'completion' needs one word more: bash or zsh (help: cresset completion --help)
          tap --text a --name b | nothing can match: --text is for logs and --name for metrics (help: cresset tap --help)
          tap --text a --signal metrics | nothing can match: --text is for logs and --name for metrics (help: cresset tap --help)
          tap --name a --signal logs | nothing can match: --text is for logs and --name for metrics (help: cresset tap --help)
          tap --resource a    | invalid value for option '--resource': 'a' is not KEY=VALUE, such as host.name=router (help: cresset tap --help)
          tap --rate 0        | --rate is from 1 to 10000 records a second (help: cresset tap --help)
          tap --rate 10001    | --rate is from 1 to 10000 records a second (help: cresset tap --help)
          tap --rate fast     | invalid value for option '--rate': 'fast' is not a whole number from 0 up (help: cresset tap --help)
          log                 | 'log' needs one word more: inspect, verify, dump or rejected (help: cresset log --help)
          log rejected        | 'rejected' needs one word more: list, show, resend or drop (help: cresset log rejected --help)
          log rejected drop   | say which: ids as 'list' shows them, or --sink SINK, or --all (help: cresset log rejected drop --help)
          log rejected drop 3 --all | say which: ids as 'list' shows them, or --sink SINK, or --all (help: cresset log rejected drop --help)
          log rejected resend --all --sink a | say which: ids as 'list' shows them, or --sink SINK, or --all (help: cresset log rejected resend --help)
          log rejected show   | missing required parameter: 'ID' (help: cresset log rejected show --help)
          log rejected show x | invalid ID: 'x' is not an id, such as 7, or 7-9 (help: cresset log rejected show --help)
          log rejected list --since 1y | invalid value for option '--since': '1y' is not an age, such as 30m, 1h or 2d (help: cresset log rejected list --help)
          log dmup            | unknown command 'dmup'; did you mean 'dump'? (help: cresset log --help)
          log dump --from x   | invalid value for option '--from': 'x' is not a whole number from 0 up (help: cresset log dump --help)
          log dump --from -1  | invalid value for option '--from': '-1' is not a whole number from 0 up (help: cresset log dump --help)
          log verify --log a  | invalid value for option '--log': 'a' is none of logs, metrics, rejected (help: cresset log verify --help)
          help colect         | unknown command 'colect'; did you mean 'collect'? (help: cresset --help)
          help log dmup       | unknown command 'dmup'; did you mean 'dump'? (help: cresset log --help)
          run --confg a       | unknown option '--confg'; did you mean '--config'? (help: cresset run --help)
          --verson            | unknown option '--verson'; did you mean '--version'? (help: cresset --help)
          --verbose           | unknown option '--verbose'; known: --config, --help, --version (help: cresset --help)
          check -x            | unknown option '-x'; known: --config, --help, --json, --offline (help: cresset check --help)
          version --config a  | unknown option '--config'; known: --help (help: cresset version --help)
          run fast            | 'run' takes no further word, but got 'fast' (help: cresset run --help)
          collect node node   | 'collect' takes no further word, but got 'node' (help: cresset collect --help)
          collect             | missing required parameter: 'COLLECTOR' (help: cresset collect --help)
          run --config        | missing required parameter for option '--config' (FILE) (help: cresset run --help)
          run -c a -c b       | option '--config' (FILE) should be specified only once (help: cresset run --help)
          check --json --json | option '--json' should be specified only once (help: cresset check --help)
          check --json=yes    | option '--json' takes no value, but got '--json=yes' (help: cresset check --help)
          check --jsn=yes     | unknown option '--jsn=yes'; did you mean '--json'? (help: cresset check --help)
          log --json verify   | unknown option '--json'; known: --help (help: cresset log --help)
          tap --text --name   | missing required parameter for option '--text' (TEXT) (help: cresset tap --help)
          tap --signal a      | invalid value for option '--signal': 'a' is neither logs nor metrics (help: cresset tap --help)
          tap --nam x         | unknown option '--nam'; did you mean '--name'? (help: cresset tap --help)
          run @a.args         | 'run' takes no further word, but got '@a.args' (help: cresset run --help)
          """)
  void whatIsNotUnderstoodIsOneLineWithASuggestion(String args, String message) {
    assertThat(read(args)).isEqualTo(new Command.Misused(message));
  }

  @Test
  void helpShowsWhatMayStandBehindACommand() {
    assertThat(help("tap --help"))
        .startsWith(
            """
            Usage: cresset tap [-c=FILE] [--component=NAME] [-h] [--json] [--name=GLOB]
                               [--rate=COUNT] [--resource=KEY=VALUE]... [--signal=SIGNAL]
                               [--text=TEXT]
            Show what flows\
            """)
        .contains(
            """

                  --resource=KEY=VALUE   Only about this resource, such as
                                         host.name=router. May stand several times.
            """);
    assertThat(help("collect --help"))
        .startsWith("Usage: cresset collect [-c=FILE] [-h] [--since=AGE] COLLECTOR\n")
        .containsPattern("(?m)^      COLLECTOR       A collector, such as node; ");
    assertThat(help("log rejected drop --help")).contains("[--sink=SINK] [ID...]\n");
    assertThat(help("log rejected show --help")).contains("[--json] ID...\n");
  }

  private static String help(String args) {
    return read(args) instanceof Command.Help(String text) ? text : "no help: " + read(args);
  }

  private static Command read(String args) {
    return CommandReader.read(args.isEmpty() ? new String[0] : args.split(" "));
  }
}

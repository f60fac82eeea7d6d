package io.cresset.app.cli;

import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.TypeConversionException;

/** What may stand on the command line, with the help for it, as picocli wants it said. */
final class CommandTree {
  static final String CONFIG = "--config";
  static final String DATA = "--data";
  static final String LOG = "--log";
  static final String JSON = "--json";
  static final String OFFLINE = "--offline";
  static final String FROM = "--from";
  static final String TO = "--to";
  static final String LIMIT = "--limit";
  static final String COMPONENT = "--component";
  static final String RESOURCE = "--resource";
  static final String TEXT = "--text";
  static final String NAME = "--name";
  static final String SIGNAL = "--signal";
  static final String RATE = "--rate";
  static final String SINK = "--sink";
  static final String SINCE = "--since";
  static final String ALL = "--all";

  /** Rows of a list, if nobody says how many. */
  static final long LISTED = 1000;

  private static final String HELP = "--help";

  private CommandTree() {}

  static CommandSpec root() {
    CommandSpec root =
        withConfig(
            command(
                "Collects this machine's metrics and its devices' logs, keeps them on disk until"
                    + " they are delivered, and serves a scrape page."));
    root.name("cresset");
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and end.")
            .build());
    root.addSubcommand("run", withConfig(command("Run until stopped. This is the default.")));
    root.addSubcommand("check", check());
    root.addSubcommand(
        "reload",
        withConfig(
            command(
                "Let the program that runs here load its configuration again, and say what"
                    + " changed.")));
    root.addSubcommand("collect", collect());
    root.addSubcommand(
        "status",
        withConfig(
                command(
                    "Print how the program that runs here is: collectors, sinks, logs, what is"
                        + " wrong with them and what to do, and what is here and not collected."))
            .addOption(json()));
    root.addSubcommand("tap", tap());
    root.addSubcommand("log", log());
    root.addSubcommand("config", config());
    root.addSubcommand("completion", completion());
    root.addSubcommand("version", command("Print the version and end."));
    root.addSubcommand("help", help());
    root.usageMessage()
        .synopsisSubcommandLabel("[COMMAND]")
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(exitCodes());
    return root;
  }

  private static Map<String, String> exitCodes() {
    return UsageMessageSpec.keyValuesMap(
        " 0:fine; stopped by a signal is fine too",
        " 1:cannot run: busy port, locked or missing folder, failed collector or check, damaged"
            + " log",
        " 2:wrong configuration or command line");
  }

  private static CommandSpec check() {
    return withConfig(
            command(
                "Read the configuration and print everything that is wrong with it; then try every"
                    + " path, port, server and login that it names. Exit code 1 if one fails."))
        .addOption(json())
        .addOption(
            OptionSpec.builder(OFFLINE)
                .type(boolean.class)
                .description("Try nothing that leaves this machine.")
                .build());
  }

  private static CommandSpec collect() {
    CommandSpec collect = withConfig(command("Run one collector once and print what it collects."));
    return collect
        .addPositional(
            PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .paramLabel("COLLECTOR")
                .type(String.class)
                .description("A collector, such as node; snmp/router where there are several.")
                .build())
        .addOption(
            since(
                "Of logs only what is at most so old, such as 10m. Left out: all that can be"
                    + " read."));
  }

  private static CommandSpec config() {
    CommandSpec config = command("Print what a configuration can say.");
    config.addSubcommand(
        "default", command("Print a file with every key, what it means, and its default."));
    config.addSubcommand("schema", command("Print a JSON Schema, which editors complete from."));
    return config;
  }

  private static CommandSpec tap() {
    return withConfig(
            command(
                "Show what flows through the program that runs here, as it comes, until Ctrl-C."
                    + " Metrics of collectors that run when the page is asked for show up when it"
                    + " is. Passwords and tokens are shown as ***."))
        .addOption(word(COMPONENT, "NAME", "Only from this collector, such as syslog."))
        .addOption(
            OptionSpec.builder(RESOURCE)
                .paramLabel("KEY=VALUE")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .converters(CommandTree::attribute)
                .description(
                    "Only about this resource, such as host.name=router. May stand several times.")
                .build())
        .addOption(word(TEXT, "TEXT", "Only log records that have this in body or attributes."))
        .addOption(word(NAME, "GLOB", "Only metrics of this name, such as 'node_disk_*'."))
        .addOption(signal(SIGNAL, "Only logs, or only metrics."))
        .addOption(
            number(RATE, "COUNT", "How many records a second at most, to 10,000. Left out: 100."))
        .addOption(json());
  }

  static OptionSpec word(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec signal(String name, String description) {
    return OptionSpec.builder(name)
        .paramLabel("SIGNAL")
        .type(Signal.class)
        .converters(CommandTree::signal)
        .completionCandidates(List.of("logs", "metrics"))
        .description(description)
        .build();
  }

  private static CommandSpec completion() {
    CommandSpec completion =
        command("Print what a shell needs to complete command lines of this program.");
    completion.addSubcommand(
        "bash", command("For bash; in ~/.bashrc: source <(cresset completion bash)"));
    completion.addSubcommand(
        "zsh", command("For zsh; in ~/.zshrc: source <(cresset completion zsh)"));
    return completion;
  }

  private static CommandSpec log() {
    CommandSpec log =
        command("Read what lies in the data folder, also beside a Cresset that uses it.");
    log.addSubcommand(
        "inspect",
        withStoredLogs(
            command("Print each log's segments, sinks with their accounts, and positions.")));
    log.addSubcommand(
        "verify",
        withStoredLogs(
            command(
                "Read all of it and name every damaged place by file, offset and record numbers."
                    + " Exit code 1 if there is one.")));
    CommandSpec dump =
        withStoredLogs(
            command("Print records, one a line: log records by time, metrics by data point."));
    dump.addOption(number(FROM, "NUMBER", "The first record's number. Left out: the oldest."));
    dump.addOption(number(TO, "NUMBER", "Where to stop, before this record. Left out: the end."));
    dump.addOption(number(LIMIT, "COUNT", "How many records at most. Left out: all."));
    log.addSubcommand("dump", dump);
    log.addSubcommand("rejected", RejectedTree.rejected());
    return log;
  }

  private static CommandSpec help() {
    return command("Print this page, or a command's.")
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .paramLabel("COMMAND")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("A command, such as collect or config schema.")
                .build());
  }

  static CommandSpec command(String summary) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(summary).optionListHeading("Options:%n");
    return spec.addOption(
        OptionSpec.builder("-h", HELP).usageHelp(true).description("Print this page.").build());
  }

  static CommandSpec withConfig(CommandSpec spec) {
    return spec.addOption(
        OptionSpec.builder("-c", CONFIG)
            .paramLabel("FILE")
            .type(String.class)
            .description(
                "The configuration file. Left out: $CRESSET_CONFIG, else",
                "/etc/cresset/cresset.yaml if it exists, else none: all defaults.")
            .build());
  }

  private static CommandSpec withStoredLogs(CommandSpec spec) {
    return withConfig(spec)
        .addOption(data())
        .addOption(
            OptionSpec.builder(LOG)
                .paramLabel("LOG")
                .type(Command.LogName.class)
                .converters(CommandTree::logName)
                .completionCandidates(
                    Stream.of(Command.LogName.values()).map(Command.LogName::folder).toList())
                .description("Only this log: logs, metrics or rejected.")
                .build())
        .addOption(json());
  }

  static OptionSpec since(String description) {
    return OptionSpec.builder(SINCE)
        .paramLabel("AGE")
        .type(Duration.class)
        .converters(CommandTree::age)
        .description(description)
        .build();
  }

  private static Duration age(String text) {
    if (!text.matches("\\d{1,5}[smhd]")) {
      throw new TypeConversionException("'" + text + "' is not an age, such as 30m, 1h or 2d");
    }
    String number = text.substring(0, text.length() - 1);
    return text.endsWith("d")
        ? Duration.ofDays(Long.parseLong(number))
        : Duration.parse("PT" + number + text.substring(text.length() - 1));
  }

  static OptionSpec data() {
    return OptionSpec.builder(DATA)
        .paramLabel("DIR")
        .type(String.class)
        .description("The data folder. Left out: the configuration's.")
        .build();
  }

  static OptionSpec json() {
    return OptionSpec.builder(JSON)
        .type(boolean.class)
        .description("Print JSON, for programs.")
        .build();
  }

  static OptionSpec number(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(Long.class)
        .converters(CommandTree::number)
        .description(description)
        .build();
  }

  private static Long number(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new TypeConversionException("'" + text + "' is not a whole number from 0 up");
    }
    return Long.valueOf(text);
  }

  private static String attribute(String text) {
    if (text.indexOf('=') < 1 || text.indexOf('\n') >= 0) {
      throw new TypeConversionException(
          "'" + text + "' is not KEY=VALUE, such as host.name=router");
    }
    return text;
  }

  private static Command.LogName logName(String text) {
    return Stream.of(Command.LogName.values())
        .filter(log -> log.folder().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is none of logs, metrics, rejected"));
  }

  private static Signal signal(String text) {
    return Stream.of(Signal.values())
        .filter(signal -> signal.id().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is neither logs nor metrics"));
  }
}

package io.cresset.app.cli;

import io.cresset.core.config.Suggestion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads the command line with picocli, by its programming interface: annotated classes would load
 * its reflection half too, which is memory that a running collector never gives back.
 */
public final class CommandReader {
  private static final String CONFIG = "--config";
  private static final String HELP = "--help";

  private CommandReader() {}

  public static Command read(String... args) {
    if (args.length == 0) {
      // The usual start, which then does not even load picocli.
      return new Command.Run(Optional.empty());
    }
    CommandLine commandLine = new CommandLine(root());
    commandLine.setExpandAtFiles(false);
    try {
      return command(commandLine.parseArgs(args));
    } catch (UnmatchedArgumentException e) {
      return new Command.Misused(unknown(e));
    } catch (ParameterException e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new Command.Misused(
          message.substring(0, 1).toLowerCase(java.util.Locale.ROOT)
              + message.substring(1)
              + seeHelp(e.getCommandLine()));
    } catch (InvalidPathException e) {
      return new Command.Misused("'" + e.getInput() + "' is not a path");
    }
  }

  private static Command command(ParseResult root) {
    ParseResult asked = root;
    while (asked.hasSubcommand()) {
      asked = asked.subcommand();
    }
    CommandSpec spec = asked.commandSpec();
    if (root.isUsageHelpRequested() || asked.isUsageHelpRequested()) {
      return new Command.Help(spec.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF));
    }
    // --config may stand before or behind the command; behind it wins.
    Optional<Path> config =
        Optional.<String>ofNullable(asked.matchedOptionValue(CONFIG, null))
            .or(() -> Optional.<String>ofNullable(root.matchedOptionValue(CONFIG, null)))
            .map(Path::of);
    return switch (spec.name()) {
      case "check" -> new Command.Check(config);
      case "collect" -> new Command.Collect(asked.matchedPositionalValue(0, ""), config);
      case "config" ->
          new Command.Misused("'config' needs one word more: default or schema" + seeHelp(spec));
      case "default" -> new Command.ConfigDefault();
      case "schema" -> new Command.ConfigSchema();
      case "version" -> new Command.Version();
      case "help" -> new Command.Help(root.commandSpec().commandLine().getUsageMessage());
      case String _ ->
          root.isVersionHelpRequested() ? new Command.Version() : new Command.Run(config);
    };
  }

  private static String unknown(UnmatchedArgumentException e) {
    String word = e.getUnmatched().getFirst();
    CommandLine at = e.getCommandLine();
    boolean option = word.startsWith("-");
    if (!option && at.getSubcommands().isEmpty()) {
      return "'"
          + at.getCommandName()
          + "' takes no further word, but got '"
          + word
          + "'"
          + seeHelp(at);
    }
    Set<String> known =
        option
            ? at.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new))
            : at.getSubcommands().keySet();
    return "unknown "
        + (option ? "option" : "command")
        + " '"
        + word
        + "'"
        + Suggestion.hint(word, known)
        + seeHelp(at);
  }

  private static String seeHelp(CommandLine at) {
    return seeHelp(at.getCommandSpec());
  }

  private static String seeHelp(CommandSpec at) {
    return " (help: " + at.qualifiedName() + " --help)";
  }

  private static CommandSpec root() {
    CommandSpec root =
        withOptions(
            CommandSpec.create().name("cresset"),
            "Collects this machine's metrics and its devices' logs, keeps them on disk until they"
                + " are delivered, and serves a scrape page.",
            true);
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and end.")
            .build());
    root.addSubcommand(
        "run", withOptions(CommandSpec.create(), "Run until stopped. This is the default.", true));
    root.addSubcommand(
        "check",
        withOptions(
            CommandSpec.create(),
            "Read the configuration, print everything that is wrong with it, and end.",
            true));
    CommandSpec collect =
        withOptions(
            CommandSpec.create(), "Run one collector once and print what it collects.", true);
    collect.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .paramLabel("COLLECTOR")
            .type(String.class)
            .description("A collector, such as node; snmp/router where there are several.")
            .build());
    root.addSubcommand("collect", collect);
    CommandSpec config =
        withOptions(CommandSpec.create(), "Print what a configuration can say.", false);
    config.addSubcommand(
        "default",
        withOptions(
            CommandSpec.create(),
            "Print a file with every key, what it means, and its default.",
            false));
    config.addSubcommand(
        "schema",
        withOptions(
            CommandSpec.create(), "Print a JSON Schema, which editors complete from.", false));
    root.addSubcommand("config", config);
    root.addSubcommand(
        "version", withOptions(CommandSpec.create(), "Print the version and end.", false));
    root.addSubcommand("help", withOptions(CommandSpec.create(), "Print this page.", false));
    root.usageMessage()
        .synopsisSubcommandLabel("[COMMAND]")
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(exitCodes());
    return root;
  }

  private static Map<String, String> exitCodes() {
    return CommandLine.Model.UsageMessageSpec.keyValuesMap(
        " 0:fine; stopped by a signal is fine too",
        " 1:cannot run: busy port, locked or missing folder, failed collector",
        " 2:wrong configuration or command line");
  }

  private static CommandSpec withOptions(CommandSpec spec, String summary, boolean config) {
    spec.usageMessage().description(summary).optionListHeading("Options:%n");
    if (config) {
      spec.addOption(
          OptionSpec.builder("-c", CONFIG)
              .paramLabel("FILE")
              .type(String.class)
              .description(
                  List.of(
                          "The configuration file. Left out: $CRESSET_CONFIG, else",
                          "/etc/cresset/cresset.yaml if it exists, else none: all defaults.")
                      .toArray(String[]::new))
              .build());
    }
    return spec.addOption(
        OptionSpec.builder("-h", HELP).usageHelp(true).description("Print this page.").build());
  }
}

package io.cresset.app.cli;

import io.cresset.api.model.Signal;
import io.cresset.app.cli.Command.Completion.Shell;
import io.cresset.core.config.Suggestion;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.Which;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads the command line with picocli, by its programming interface: annotated classes would load
 * its reflection half too, which is memory that a running collector never gives back.
 */
public final class CommandReader {
  /** More than anybody reads, and less than a terminal takes. */
  private static final long MAX_RATE = 10_000;

  private CommandReader() {}

  public static Command read(String... args) {
    if (args.length == 0) {
      // The usual start, which then does not even load picocli.
      return new Command.Run(Optional.empty());
    }
    CommandLine commandLine = new CommandLine(CommandTree.root());
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
      return help(spec);
    }
    // --config may stand before or behind the command; behind it wins.
    Optional<Path> config =
        path(asked, CommandTree.CONFIG).or(() -> path(root, CommandTree.CONFIG));
    return switch (spec.name()) {
      case "check" ->
          new Command.Check(config, json(asked), asked.hasMatchedOption(CommandTree.OFFLINE));
      case "reload" -> new Command.Reload(config);
      case "collect" ->
          new Command.Collect(asked.matchedPositionalValue(0, ""), since(asked), config);
      case "status" -> new Command.Status(config, json(asked));
      case "tap" -> tap(asked, config);
      case "log" -> needsMore(spec, "inspect, verify, dump or rejected");
      case "inspect" -> new Command.LogInspect(storedLogs(asked, config), json(asked));
      case "verify" -> new Command.LogVerify(storedLogs(asked, config), json(asked));
      case "dump" ->
          new Command.LogDump(
              storedLogs(asked, config),
              number(asked, CommandTree.FROM, 0),
              number(asked, CommandTree.TO, Long.MAX_VALUE),
              number(asked, CommandTree.LIMIT, Long.MAX_VALUE),
              json(asked));
      case "rejected" -> needsMore(spec, "list, show, resend or drop");
      case "list" ->
          new Command.RejectedList(
              path(asked, CommandTree.DATA),
              config,
              text(asked, CommandTree.SINK),
              since(asked),
              number(asked, CommandTree.LIMIT, CommandTree.LISTED),
              json(asked));
      case "show" ->
          new Command.RejectedShow(
              path(asked, CommandTree.DATA), config, ids(asked).orElseThrow(), json(asked));
      case "resend", "drop" -> rejected(asked, config);
      case "config" -> needsMore(spec, "default or schema");
      case "default" -> new Command.ConfigDefault();
      case "schema" -> new Command.ConfigSchema();
      case "completion" -> needsMore(spec, "bash or zsh");
      case "bash" -> new Command.Completion(Shell.BASH);
      case "zsh" -> new Command.Completion(Shell.ZSH);
      case "version" -> new Command.Version();
      case "help" -> helpFor(root.commandSpec(), asked.matchedPositionalValue(0, List.of()));
      case String _ ->
          root.isVersionHelpRequested() ? new Command.Version() : new Command.Run(config);
    };
  }

  private static Command help(CommandSpec spec) {
    return new Command.Help(spec.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF));
  }

  private static Command helpFor(CommandSpec root, List<String> words) {
    CommandLine at = root.commandLine();
    for (String word : words) {
      CommandLine next = at.getSubcommands().get(word);
      if (next == null) {
        return new Command.Misused(unknownCommand(word, at));
      }
      at = next;
    }
    return help(at.getCommandSpec());
  }

  private static Command needsMore(CommandSpec spec, String words) {
    return new Command.Misused(
        "'" + spec.name() + "' needs one word more: " + words + seeHelp(spec));
  }

  private static Command.StoredLogs storedLogs(ParseResult asked, Optional<Path> config) {
    return new Command.StoredLogs(
        path(asked, CommandTree.DATA),
        config,
        Optional.<Command.LogName>ofNullable(asked.matchedOptionValue(CommandTree.LOG, null)));
  }

  private static Command rejected(ParseResult asked, Optional<Path> config) {
    Optional<Ids> ids = ids(asked);
    Optional<String> sink = text(asked, CommandTree.SINK);
    boolean all = asked.hasMatchedOption(CommandTree.ALL);
    if ((ids.isPresent() ? 1 : 0) + (sink.isPresent() ? 1 : 0) + (all ? 1 : 0) != 1) {
      return new Command.Misused(
          "say which: ids as 'list' shows them, or --sink SINK, or --all"
              + seeHelp(asked.commandSpec()));
    }
    Which which = new Which(ids, sink);
    return asked.commandSpec().name().equals("resend")
        ? new Command.RejectedResend(config, which, json(asked))
        : new Command.RejectedDrop(path(asked, CommandTree.DATA), config, which, json(asked));
  }

  private static Optional<Ids> ids(ParseResult asked) {
    List<Ids> words = asked.matchedPositionalValue(0, List.of());
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(new Ids(words.stream().flatMap(some -> some.ranges().stream()).toList()));
  }

  private static Optional<Duration> since(ParseResult asked) {
    return Optional.ofNullable(asked.matchedOptionValue(CommandTree.SINCE, null));
  }

  private static Optional<String> text(ParseResult asked, String option) {
    return Optional.ofNullable(asked.matchedOptionValue(option, null));
  }

  private static Command tap(ParseResult asked, Optional<Path> config) {
    boolean logs = asked.hasMatchedOption(CommandTree.TEXT);
    boolean metrics = asked.hasMatchedOption(CommandTree.NAME);
    Optional<Signal> only = Optional.ofNullable(asked.matchedOptionValue(CommandTree.SIGNAL, null));
    if ((logs && metrics)
        || (logs && only.equals(Optional.of(Signal.METRICS)))
        || (metrics && only.equals(Optional.of(Signal.LOGS)))) {
      return new Command.Misused(
          "nothing can match: --text is for logs and --name for metrics"
              + seeHelp(asked.commandSpec()));
    }
    Map<String, String> parameters = new TreeMap<>();
    for (String option : List.of(CommandTree.COMPONENT, CommandTree.TEXT, CommandTree.NAME)) {
      Optional.<String>ofNullable(asked.matchedOptionValue(option, null))
          .ifPresent(value -> parameters.put(option.substring(2), value));
    }
    List<String> resource = asked.matchedOptionValue(CommandTree.RESOURCE, List.of());
    if (!resource.isEmpty()) {
      parameters.put("resource", String.join("\n", resource));
    }
    only.ifPresent(signal -> parameters.put("signal", signal.id()));
    if (asked.hasMatchedOption(CommandTree.RATE)) {
      long rate = number(asked, CommandTree.RATE, 0);
      if (rate < 1 || rate > MAX_RATE) {
        return new Command.Misused(
            "--rate is from 1 to " + MAX_RATE + " records a second" + seeHelp(asked.commandSpec()));
      }
      parameters.put("rate", Long.toString(rate));
    }
    return new Command.Tap(config, parameters, json(asked));
  }

  private static boolean json(ParseResult asked) {
    return asked.hasMatchedOption(CommandTree.JSON);
  }

  private static long number(ParseResult asked, String option, long otherwise) {
    return asked.<Long>matchedOptionValue(option, otherwise);
  }

  private static Optional<Path> path(ParseResult asked, String option) {
    Optional<String> given =
        asked.commandSpec().findOption(option) == null
            ? Optional.empty()
            : Optional.<String>ofNullable(asked.matchedOptionValue(option, null));
    if (given.filter(String::isEmpty).isPresent()) {
      throw new ParameterException(
          asked.commandSpec().commandLine(), "Option '" + option + "' needs a path, not nothing");
    }
    return given.map(Path::of);
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
        at.getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .collect(Collectors.toCollection(TreeSet::new));
    return option
        ? "unknown option '" + word + "'" + Suggestion.hint(word, known) + seeHelp(at)
        : unknownCommand(word, at);
  }

  private static String unknownCommand(String word, CommandLine at) {
    return "unknown command '"
        + word
        + "'"
        + Suggestion.hint(word, at.getSubcommands().keySet())
        + seeHelp(at);
  }

  private static String seeHelp(CommandLine at) {
    return seeHelp(at.getCommandSpec());
  }

  private static String seeHelp(CommandSpec at) {
    return " (help: " + at.qualifiedName() + " --help)";
  }
}

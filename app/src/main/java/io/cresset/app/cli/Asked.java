package io.cresset.app.cli;

import io.cresset.app.cli.CommandSpec.Words;
import io.cresset.core.config.Suggestion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * A command line that was read: the command it has come to, and what stands behind that.
 *
 * <p>commons-cli reads options and knows no commands, so it is asked again behind each word that
 * leads on. All messages are whole ones for the user.
 *
 * @param line the options and words of {@code spec} alone
 * @param before for a command within another, what stands before it
 */
record Asked(CommandSpec spec, CommandLine line, Optional<Asked> before) {

  static Asked of(CommandSpec root, List<String> arguments) throws ParseException {
    return of(root, arguments, Optional.empty());
  }

  private static Asked of(CommandSpec spec, List<String> arguments, Optional<Asked> before)
      throws ParseException {
    Asked asked = new Asked(spec, parsed(spec, arguments), before);
    asked.checkRepeated();
    List<String> words = asked.words();
    if (spec.commands().isEmpty() || words.isEmpty()) {
      asked.checkWords();
      return asked;
    }
    CommandSpec next = command(spec, words.getFirst());
    return of(next, words.subList(1, words.size()), Optional.of(asked));
  }

  /** Where a word leads. */
  static CommandSpec command(CommandSpec spec, String word) throws ParseException {
    Optional<CommandSpec> next = spec.command(word);
    if (next.isPresent()) {
      return next.get();
    }
    throw word.startsWith("-")
        ? unknownOption(spec, word)
        : misused(
            spec, "unknown command '" + word + "'" + Suggestion.hint(word, spec.commandNames()));
  }

  static ParseException misused(CommandSpec spec, String message) {
    return new ParseException(message + " (help: " + spec.typed() + " --help)");
  }

  private static CommandLine parsed(CommandSpec spec, List<String> arguments)
      throws ParseException {
    // Nothing is guessed, and quotes are the shell's affair.
    DefaultParser parser =
        DefaultParser.builder()
            .setAllowPartialMatching(false)
            .setStripLeadingAndTrailingQuotes(false)
            .get();
    boolean stopAtWord = !spec.commands().isEmpty();
    try {
      return parser.parse(spec.parsed(), arguments.toArray(String[]::new), stopAtWord);
    } catch (UnrecognizedOptionException e) {
      throw unknownOption(spec, e.getOption());
    } catch (MissingArgumentException e) {
      Option option = e.getOption();
      throw misused(
          spec,
          "missing required parameter for option '--%s' (%s)"
              .formatted(option.getLongOpt(), option.getArgName()));
    }
  }

  private static ParseException unknownOption(CommandSpec spec, String word) {
    List<String> known = spec.options().stream().map(option -> "--" + option.getLongOpt()).toList();
    String name = word.split("=", 2)[0];
    return misused(
        spec,
        known.contains(name)
            ? "option '" + name + "' takes no value, but got '" + word + "'"
            : "unknown option '" + word + "'" + Suggestion.hint(name, known));
  }

  private void checkRepeated() throws ParseException {
    for (Option option : line.getOptions()) {
      String name = option.getLongOpt();
      if (!name.equals(CommandOptions.RESOURCE) && line.getOptionCount(name) > 1) {
        String label = option.hasArg() ? " (" + option.getArgName() + ")" : "";
        throw misused("option '--" + name + "'" + label + " should be specified only once");
      }
    }
  }

  private void checkWords() throws ParseException {
    int max = spec.words().map(Words::max).orElse(0);
    if (words().size() > max) {
      throw misused(
          "'" + spec.name() + "' takes no further word, but got '" + words().get(max) + "'");
    }
    if (spec.words().isPresent() && words().size() < spec.words().get().min() && !wantsHelp()) {
      throw misused("missing required parameter: '" + spec.words().get().label() + "'");
    }
  }

  ParseException misused(String message) {
    return misused(spec, message);
  }

  /** Also before the command. */
  boolean wantsHelp() {
    return has(CommandOptions.HELP) || before.filter(Asked::wantsHelp).isPresent();
  }

  List<String> words() {
    return line.getArgList();
  }

  boolean has(String option) {
    return line.hasOption(option);
  }

  <T> Optional<T> value(String option, Class<T> type) throws ParseException {
    try {
      Object value = line.getParsedOptionValue(option);
      return Optional.ofNullable(value).map(type::cast);
    } catch (ParseException e) {
      throw misused("invalid value for option '--" + option + "': " + e.getMessage());
    }
  }

  List<String> values(String option) throws ParseException {
    if (!has(option)) {
      return List.of();
    }
    try {
      String[] values = line.getParsedOptionValues(option);
      return List.of(values);
    } catch (ParseException e) {
      throw misused("invalid value for option '--" + option + "': " + e.getMessage());
    }
  }

  Optional<Path> path(String option) throws ParseException {
    Optional<String> given = value(option, String.class);
    if (given.filter(String::isEmpty).isPresent()) {
      throw misused("option '--" + option + "' needs a path, not nothing");
    }
    return given.map(Path::of);
  }

  /** It may stand before or behind the command; behind it wins. */
  Optional<Path> config() throws ParseException {
    Optional<Path> here = path(CommandOptions.CONFIG);
    return here.isPresent() || before.isEmpty() ? here : before.get().config();
  }
}

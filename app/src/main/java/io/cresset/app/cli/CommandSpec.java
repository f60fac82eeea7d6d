package io.cresset.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * A command, and what may stand behind it: options, and either words or further commands.
 *
 * @param path the words that lead to it, such as {@code log dump}; empty for the program itself
 * @param summary what it does, for its own help page and for the one of the command before it
 * @param words empty if it takes none
 * @param commands in the order in which help shows them
 */
record CommandSpec(
    String path,
    String summary,
    List<Option> options,
    Optional<Words> words,
    List<CommandSpec> commands) {

  /**
   * Words that are no commands.
   *
   * @param label what help calls one of them
   */
  record Words(String label, String description, int min, int max) {

    /** As the synopsis writes them, such as {@code [ID...]}. */
    String synopsis() {
      String some = max > 1 ? label + "..." : label;
      return min > 0 ? some : "[" + some + "]";
    }
  }

  CommandSpec {
    options = List.copyOf(options);
    commands = List.copyOf(commands);
    assert words.isEmpty() || commands.isEmpty() : "a word could be both";
  }

  /** With {@code --help}, which all have. */
  static CommandSpec of(String path, String summary, Option... options) {
    List<Option> all = new ArrayList<>(List.of(options));
    all.add(CommandOptions.help());
    return new CommandSpec(path, summary, all, Optional.empty(), List.of());
  }

  CommandSpec taking(Words some) {
    return new CommandSpec(path, summary, options, Optional.of(some), commands);
  }

  CommandSpec over(CommandSpec... further) {
    return new CommandSpec(path, summary, options, words, List.of(further));
  }

  /** The last word of its path. */
  String name() {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  /** As it is typed, the program first. */
  String typed() {
    return path.isEmpty() ? CommandTree.PROGRAM : CommandTree.PROGRAM + " " + path;
  }

  Optional<CommandSpec> command(String name) {
    return commands.stream().filter(further -> further.name().equals(name)).findFirst();
  }

  List<String> commandNames() {
    return commands.stream().map(CommandSpec::name).toList();
  }

  /** The same for the parser. */
  Options parsed() {
    Options parsed = new Options();
    options.forEach(parsed::addOption);
    return parsed;
  }
}

package io.cresset.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.help.AbstractHelpFormatter;
import org.apache.commons.cli.help.OptionFormatter;
import org.apache.commons.cli.help.TextHelpAppendable;

/**
 * The help page of a command. commons-cli gives the option's forms and where a line breaks; its own
 * pages show neither words nor commands.
 */
final class HelpPage {
  private static final int WIDTH = 79;

  private static final OptionFormatter.Builder FORMS =
      OptionFormatter.builder().setOptArgSeparator("=").setArgumentNameDelimiters("", "");

  private final StringBuilder page = new StringBuilder();

  private HelpPage() {}

  static String of(CommandSpec spec) {
    HelpPage help = new HelpPage();
    String usage = "Usage: " + spec.typed() + " ";
    help.lines(usage, synopsis(spec), usage.length());
    help.lines("", spec.summary(), 0);
    Map<String, String> words = new LinkedHashMap<>();
    spec.words().ifPresent(some -> words.put("      " + some.synopsis(), some.description()));
    Map<String, String> options = new LinkedHashMap<>();
    sorted(spec).forEach(option -> options.put(forms(option), option.getDescription()));
    int margin = margin(Stream.concat(words.keySet().stream(), options.keySet().stream()));
    help.rows(words, margin);
    help.page.append("Options:\n");
    help.rows(options, margin);
    if (!spec.commands().isEmpty()) {
      Map<String, String> commands = new LinkedHashMap<>();
      spec.commands().forEach(some -> commands.put("  " + some.name(), some.summary()));
      help.page.append("Commands:\n");
      help.rows(commands, margin(commands.keySet().stream()));
    }
    if (spec.path().isEmpty()) {
      help.page.append(
          """
          Exit codes:
            0   fine; stopped by a signal is fine too
            1   cannot run: busy port, locked or missing folder, failed collector or
                check, damaged log
            2   wrong configuration or command line
          """);
    }
    return help.page.toString();
  }

  private static String synopsis(CommandSpec spec) {
    Stream<String> options =
        sorted(spec)
            .map(
                option ->
                    FORMS.build(option).toSyntaxOption()
                        + (CommandOptions.RESOURCE.equals(option.getLongOpt()) ? "..." : ""));
    Stream<String> behind =
        spec.commands().isEmpty()
            ? spec.words().stream().map(CommandSpec.Words::synopsis)
            : Stream.of("[COMMAND]");
    return Stream.concat(options, behind).collect(Collectors.joining(" "));
  }

  private static Stream<Option> sorted(CommandSpec spec) {
    return spec.options().stream().sorted(AbstractHelpFormatter.DEFAULT_COMPARATOR);
  }

  /** Such as {@code -c, --config=FILE}. */
  private static String forms(Option option) {
    OptionFormatter form = FORMS.build(option);
    return (form.getOpt().isEmpty() ? "      " : "  ")
        + form.getBothOpt()
        + (option.hasArg() ? "=" + form.getArgName() : "");
  }

  private static int margin(Stream<String> heads) {
    return heads.mapToInt(String::length).max().orElse(0) + 3;
  }

  private void rows(Map<String, String> rows, int margin) {
    rows.forEach((head, text) -> lines(head, text, margin));
  }

  /** A text behind a margin, the head in that of its first line. */
  private void lines(String head, String text, int margin) {
    String before = head;
    for (int at = 0, end; at < text.length(); at = end + 1) {
      end = TextHelpAppendable.indexOfWrap(text, WIDTH - margin, at);
      page.append(before).repeat(' ', margin - before.length());
      page.append(text, at, end).append('\n');
      before = "";
    }
  }
}

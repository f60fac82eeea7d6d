package io.cresset.app.cli;

import static io.cresset.app.cli.CommandTree.command;
import static io.cresset.app.cli.CommandTree.data;
import static io.cresset.app.cli.CommandTree.json;
import static io.cresset.app.cli.CommandTree.number;
import static io.cresset.app.cli.CommandTree.withConfig;
import static io.cresset.app.cli.CommandTree.word;

import io.cresset.core.rejected.Ids;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** What may stand behind {@code log rejected}. */
final class RejectedTree {
  private RejectedTree() {}

  static CommandSpec rejected() {
    CommandSpec rejected =
        command("List, show, send again or drop the records that sinks refused for good.");
    rejected.addSubcommand(
        "list",
        withConfig(command("List them by id, with the reason, and sum them up."))
            .addOption(data())
            .addOption(sink())
            .addOption(
                CommandTree.since("Only those that were refused at most so long ago, such as 1h."))
            .addOption(
                number(
                    CommandTree.LIMIT,
                    "COUNT",
                    "How many of the newest at most. Left out: " + CommandTree.LISTED + "."))
            .addOption(json()));
    rejected.addSubcommand(
        "show",
        withConfig(command("Print some whole, with the reason."))
            .addPositional(ids("1..*"))
            .addOption(data())
            .addOption(json()));
    rejected.addSubcommand(
        "resend",
        withConfig(
                command(
                    "Let the program that runs here send some again to the sink that refused them."
                        + " Exit code 1 if not all are delivered."))
            .addPositional(ids("0..*"))
            .addOption(sink())
            .addOption(all())
            .addOption(json()));
    rejected.addSubcommand(
        "drop",
        withConfig(command("Forget some for good."))
            .addPositional(ids("0..*"))
            .addOption(data())
            .addOption(sink())
            .addOption(all())
            .addOption(json()));
    return rejected;
  }

  private static OptionSpec sink() {
    return word(CommandTree.SINK, "SINK", "Those that this sink refused, such as loki.");
  }

  private static OptionSpec all() {
    return OptionSpec.builder(CommandTree.ALL)
        .type(boolean.class)
        .description("All that are set aside.")
        .build();
  }

  private static PositionalParamSpec ids(String arity) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity(arity)
        .required(arity.startsWith("1"))
        .paramLabel("ID")
        .type(List.class)
        .auxiliaryTypes(Ids.class)
        .converters(RejectedTree::parsed)
        .description("An id as 'list' shows it, or several, such as 3-7,9.")
        .build();
  }

  private static Ids parsed(String text) {
    try {
      return Ids.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}

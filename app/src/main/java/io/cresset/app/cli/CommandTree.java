package io.cresset.app.cli;

import static io.cresset.app.cli.CommandOptions.config;
import static io.cresset.app.cli.CommandOptions.data;
import static io.cresset.app.cli.CommandOptions.flag;
import static io.cresset.app.cli.CommandOptions.json;
import static io.cresset.app.cli.CommandOptions.number;
import static io.cresset.app.cli.CommandOptions.word;

import io.cresset.app.cli.CommandSpec.Words;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** What may stand on the command line, with the help for it. */
final class CommandTree {
  static final String PROGRAM = "cresset";

  /** Rows of a list, if nobody says how many. */
  static final long LISTED = 1000;

  private CommandTree() {}

  static CommandSpec root() {
    return CommandSpec.of(
            "",
            "Collects this machine's metrics and its devices' logs, keeps them on disk until they"
                + " are delivered, and serves a scrape page.",
            config(),
            CommandOptions.version())
        .over(
            CommandSpec.of("run", "Run until stopped. This is the default.", config()),
            CommandSpec.of(
                "check",
                "Read the configuration and print everything that is wrong with it; then try every"
                    + " path, port, server and login that it names. Exit code 1 if one fails.",
                config(),
                json(),
                flag(CommandOptions.OFFLINE, "Try nothing that leaves this machine.")),
            CommandSpec.of(
                "reload",
                "Let the program that runs here load its configuration again, and say what"
                    + " changed.",
                config()),
            collect(),
            CommandSpec.of(
                "status",
                "Print how the program that runs here is: collectors, sinks, logs, what is wrong"
                    + " with them and what to do, and what is here and not collected.",
                config(),
                json()),
            tap(),
            log(),
            configuration(),
            completion(),
            CommandSpec.of("version", "Print the version and end."),
            CommandSpec.of("help", "Print this page, or a command's.")
                .taking(
                    new Words(
                        "COMMAND",
                        "A command, such as collect or config schema.",
                        0,
                        Integer.MAX_VALUE)));
  }

  private static CommandSpec collect() {
    return CommandSpec.of(
            "collect",
            "Run one collector once and print what it collects.",
            config(),
            CommandOptions.since(
                "Of logs only what is at most so old, such as 10m. Left out: all that can be"
                    + " read."))
        .taking(
            new Words(
                "COLLECTOR",
                "A collector, such as node; snmp/router where there are several.",
                1,
                1));
  }

  private static CommandSpec tap() {
    return CommandSpec.of(
        "tap",
        "Show what flows through the program that runs here, as it comes, until Ctrl-C. Metrics of"
            + " collectors that run when the page is asked for show up when it is. Passwords and"
            + " tokens are shown as ***.",
        config(),
        word(CommandOptions.COMPONENT, "NAME", "Only from this collector, such as syslog."),
        CommandOptions.resource(
            "Only about this resource, such as host.name=router. May stand several times."),
        word(CommandOptions.TEXT, "TEXT", "Only log records that have this in body or attributes."),
        word(CommandOptions.NAME, "GLOB", "Only metrics of this name, such as 'node_disk_*'."),
        CommandOptions.signal("Only logs, or only metrics."),
        number(
            CommandOptions.RATE,
            "COUNT",
            "How many records a second at most, to 10,000. Left out: 100."),
        json());
  }

  private static CommandSpec log() {
    return CommandSpec.of(
            "log", "Read what lies in the data folder, also beside a Cresset that uses it.")
        .over(
            stored(
                "log inspect",
                "Print each log's segments, sinks with their accounts, and positions."),
            stored(
                "log verify",
                "Read all of it and name every damaged place by file, offset and record numbers."
                    + " Exit code 1 if there is one."),
            stored(
                "log dump",
                "Print records, one a line: log records by time, metrics by data point.",
                number(
                    CommandOptions.FROM,
                    "NUMBER",
                    "The first record's number. Left out: the oldest."),
                number(
                    CommandOptions.TO,
                    "NUMBER",
                    "Where to stop, before this record. Left out: the end."),
                number(CommandOptions.LIMIT, "COUNT", "How many records at most. Left out: all.")),
            rejected());
  }

  /** A command that reads the data folder. */
  private static CommandSpec stored(String path, String summary, Option... more) {
    List<Option> options =
        new ArrayList<>(
            List.of(
                config(),
                data(),
                CommandOptions.log("Only this log: logs, metrics or rejected."),
                json()));
    options.addAll(List.of(more));
    return CommandSpec.of(path, summary, options.toArray(Option[]::new));
  }

  private static CommandSpec rejected() {
    Words ids =
        new Words(
            "ID", "An id as 'list' shows it, or several, such as 3-7,9.", 0, Integer.MAX_VALUE);
    Option sink = word(CommandOptions.SINK, "SINK", "Those that this sink refused, such as loki.");
    Option all = flag(CommandOptions.ALL, "All that are set aside.");
    return CommandSpec.of(
            "log rejected",
            "List, show, send again or drop the records that sinks refused for good.")
        .over(
            CommandSpec.of(
                "log rejected list",
                "List them by id, with the reason, and sum them up.",
                config(),
                data(),
                sink,
                CommandOptions.since(
                    "Only those that were refused at most so long ago, such as 1h."),
                number(
                    CommandOptions.LIMIT,
                    "COUNT",
                    "How many of the newest at most. Left out: " + LISTED + "."),
                json()),
            CommandSpec.of(
                    "log rejected show",
                    "Print some whole, with the reason.",
                    config(),
                    data(),
                    json())
                .taking(new Words(ids.label(), ids.description(), 1, ids.max())),
            CommandSpec.of(
                    "log rejected resend",
                    "Let the program that runs here send some again to the sink that refused them."
                        + " Exit code 1 if not all are delivered.",
                    config(),
                    sink,
                    all,
                    json())
                .taking(ids),
            CommandSpec.of(
                    "log rejected drop",
                    "Forget some for good.",
                    config(),
                    data(),
                    sink,
                    all,
                    json())
                .taking(ids));
  }

  private static CommandSpec configuration() {
    return CommandSpec.of("config", "Print what a configuration can say.")
        .over(
            CommandSpec.of(
                "config default", "Print a file with every key, what it means, and its default."),
            CommandSpec.of("config schema", "Print a JSON Schema, which editors complete from."));
  }

  private static CommandSpec completion() {
    return CommandSpec.of(
            "completion", "Print what a shell needs to complete command lines of this program.")
        .over(
            CommandSpec.of(
                "completion bash", "For bash; in ~/.bashrc: source <(cresset completion bash)"),
            CommandSpec.of(
                "completion zsh", "For zsh; in ~/.zshrc: source <(cresset completion zsh)"));
  }
}

package io.cresset.app.cli;

import io.cresset.api.model.Signal;
import io.cresset.app.cli.Command.Completion.Shell;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.Which;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.cli.ParseException;

/** Reads the command line. */
public final class CommandReader {
  /** More than anybody reads, and less than a terminal takes. */
  private static final long MAX_RATE = 10_000;

  private CommandReader() {}

  public static Command read(String... args) {
    try {
      return command(Asked.of(CommandTree.root(), List.of(args)));
    } catch (ParseException e) {
      return new Command.Misused(String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      return new Command.Misused("'" + e.getInput() + "' is not a path");
    }
  }

  private static Command command(Asked asked) throws ParseException {
    if (asked.wantsHelp()) {
      return new Command.Help(HelpPage.of(asked.spec()));
    }
    Optional<Path> config = asked.config();
    return switch (asked.spec().path()) {
      case "check" -> new Command.Check(config, json(asked), asked.has(CommandOptions.OFFLINE));
      case "reload" -> new Command.Reload(config);
      case "collect" -> new Command.Collect(asked.words().getFirst(), since(asked), config);
      case "status" -> new Command.Status(config, json(asked));
      case "tap" -> tap(asked, config);
      case "log" -> throw needsMore(asked, "inspect, verify, dump or rejected");
      case "log inspect" -> new Command.LogInspect(storedLogs(asked, config), json(asked));
      case "log verify" -> new Command.LogVerify(storedLogs(asked, config), json(asked));
      case "log dump" ->
          new Command.LogDump(
              storedLogs(asked, config),
              number(asked, CommandOptions.FROM, 0),
              number(asked, CommandOptions.TO, Long.MAX_VALUE),
              number(asked, CommandOptions.LIMIT, Long.MAX_VALUE),
              json(asked));
      case "log rejected" -> throw needsMore(asked, "list, show, resend or drop");
      case "log rejected list" ->
          new Command.RejectedList(
              asked.path(CommandOptions.DATA),
              config,
              asked.value(CommandOptions.SINK, String.class),
              since(asked),
              number(asked, CommandOptions.LIMIT, CommandTree.LISTED),
              json(asked));
      case "log rejected show" ->
          new Command.RejectedShow(
              asked.path(CommandOptions.DATA), config, ids(asked).orElseThrow(), json(asked));
      case "log rejected resend" -> new Command.RejectedResend(config, which(asked), json(asked));
      case "log rejected drop" ->
          new Command.RejectedDrop(
              asked.path(CommandOptions.DATA), config, which(asked), json(asked));
      case "config" -> throw needsMore(asked, "default or schema");
      case "config default" -> new Command.ConfigDefault();
      case "config schema" -> new Command.ConfigSchema();
      case "completion" -> throw needsMore(asked, "bash or zsh");
      case "completion bash" -> new Command.Completion(Shell.BASH);
      case "completion zsh" -> new Command.Completion(Shell.ZSH);
      case "version" -> new Command.Version();
      case "help" -> helpFor(asked.words());
      case String _ ->
          asked.has(CommandOptions.VERSION) ? new Command.Version() : new Command.Run(config);
    };
  }

  private static Command helpFor(List<String> words) throws ParseException {
    CommandSpec at = CommandTree.root();
    for (String word : words) {
      at = Asked.command(at, word);
    }
    return new Command.Help(HelpPage.of(at));
  }

  private static ParseException needsMore(Asked asked, String words) {
    return asked.misused("'" + asked.spec().name() + "' needs one word more: " + words);
  }

  private static Command.StoredLogs storedLogs(Asked asked, Optional<Path> config)
      throws ParseException {
    return new Command.StoredLogs(
        asked.path(CommandOptions.DATA),
        config,
        asked.value(CommandOptions.LOG, Command.LogName.class));
  }

  private static Which which(Asked asked) throws ParseException {
    Optional<Ids> ids = ids(asked);
    Optional<String> sink = asked.value(CommandOptions.SINK, String.class);
    boolean all = asked.has(CommandOptions.ALL);
    if ((ids.isPresent() ? 1 : 0) + (sink.isPresent() ? 1 : 0) + (all ? 1 : 0) != 1) {
      throw asked.misused("say which: ids as 'list' shows them, or --sink SINK, or --all");
    }
    return new Which(ids, sink);
  }

  private static Optional<Ids> ids(Asked asked) throws ParseException {
    List<Ids.Range> ranges = new ArrayList<>();
    for (String word : asked.words()) {
      try {
        ranges.addAll(Ids.parse(word).ranges());
      } catch (IllegalArgumentException e) {
        throw asked.misused("invalid ID: " + e.getMessage());
      }
    }
    return ranges.isEmpty() ? Optional.empty() : Optional.of(new Ids(ranges));
  }

  private static Optional<Duration> since(Asked asked) throws ParseException {
    return asked.value(CommandOptions.SINCE, Duration.class);
  }

  private static Command tap(Asked asked, Optional<Path> config) throws ParseException {
    boolean logs = asked.has(CommandOptions.TEXT);
    boolean metrics = asked.has(CommandOptions.NAME);
    Optional<Signal> only = asked.value(CommandOptions.SIGNAL, Signal.class);
    if ((logs && metrics)
        || (logs && only.equals(Optional.of(Signal.METRICS)))
        || (metrics && only.equals(Optional.of(Signal.LOGS)))) {
      throw asked.misused("nothing can match: --text is for logs and --name for metrics");
    }
    Map<String, String> parameters = new TreeMap<>();
    for (String option :
        List.of(CommandOptions.COMPONENT, CommandOptions.TEXT, CommandOptions.NAME)) {
      asked.value(option, String.class).ifPresent(value -> parameters.put(option, value));
    }
    List<String> resource = asked.values(CommandOptions.RESOURCE);
    if (!resource.isEmpty()) {
      parameters.put("resource", String.join("\n", resource));
    }
    only.ifPresent(signal -> parameters.put("signal", signal.id()));
    if (asked.has(CommandOptions.RATE)) {
      long rate = number(asked, CommandOptions.RATE, 0);
      if (rate < 1 || rate > MAX_RATE) {
        throw asked.misused("--rate is from 1 to " + MAX_RATE + " records a second");
      }
      parameters.put("rate", Long.toString(rate));
    }
    return new Command.Tap(config, parameters, json(asked));
  }

  private static boolean json(Asked asked) {
    return asked.has(CommandOptions.JSON);
  }

  private static long number(Asked asked, String option, long otherwise) throws ParseException {
    return asked.value(option, Long.class).orElse(otherwise);
  }
}

package io.cresset.app.cli;

import io.cresset.api.model.Signal;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.Which;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the user asks the program to do. */
public sealed interface Command {

  /**
   * @param config the file to use; empty for the one that is used when none is named
   */
  record Run(Optional<Path> config) implements Command {}

  /** Let the running program load its configuration again. */
  record Reload(Optional<Path> config) implements Command {}

  /**
   * Try what a configuration needs.
   *
   * @param offline whether to leave out what leaves this machine
   */
  record Check(Optional<Path> config, boolean json, boolean offline) implements Command {}

  /**
   * Run a collector once and print what comes.
   *
   * @param collector a kind or component id
   * @param since how old a log record may be; empty for all that can be read
   */
  record Collect(String collector, Optional<Duration> since, Optional<Path> config)
      implements Command {}

  /** Print the configuration that runs without a file, as a file. */
  record ConfigDefault() implements Command {}

  /** Print what a configuration may say, as JSON Schema. */
  record ConfigSchema() implements Command {}

  /** Ask the program that runs here how it is. */
  record Status(Optional<Path> config, boolean json) implements Command {}

  /**
   * Show what flows through the program that runs here.
   *
   * @param parameters what is to be shown, by the names of the options without dashes
   */
  record Tap(Optional<Path> config, Map<String, String> parameters, boolean json)
      implements Command {
    public Tap {
      parameters = Map.copyOf(parameters);
    }
  }

  /** Say what lies in a data folder. */
  record LogInspect(StoredLogs logs, boolean json) implements Command {}

  /** Read all that lies in a data folder and name what is damaged. */
  record LogVerify(StoredLogs logs, boolean json) implements Command {}

  /**
   * Print the records that lie in a data folder.
   *
   * @param from number of the first record
   * @param to just past the number of the last
   * @param limit how many at most
   */
  record LogDump(StoredLogs logs, long from, long to, long limit, boolean json)
      implements Command {}

  /**
   * List what sinks refused for good.
   *
   * @param data the data folder; empty for the one of the configuration
   * @param since how long ago a record was refused at most
   * @param limit how many rows at most
   */
  record RejectedList(
      Optional<Path> data,
      Optional<Path> config,
      Optional<String> sink,
      Optional<Duration> since,
      long limit,
      boolean json)
      implements Command {}

  /** Print rejected records whole. */
  record RejectedShow(Optional<Path> data, Optional<Path> config, Ids ids, boolean json)
      implements Command {}

  /** Let the running program send rejected records again. */
  record RejectedResend(Optional<Path> config, Which which, boolean json) implements Command {}

  /** Forget rejected records. */
  record RejectedDrop(Optional<Path> data, Optional<Path> config, Which which, boolean json)
      implements Command {}

  /**
   * Which logs to read.
   *
   * @param data the data folder; empty for the one of the configuration
   * @param only empty for all that are there
   */
  record StoredLogs(Optional<Path> data, Optional<Path> config, Optional<LogName> only) {}

  /** The logs that a data folder may hold. */
  enum LogName {
    LOGS(Signal.LOGS),
    METRICS(Signal.METRICS),
    /** What sinks refused for good, each as a log record. */
    REJECTED(Signal.LOGS);

    /** What is in it. */
    public final Signal signal;

    LogName(Signal signal) {
      this.signal = signal;
    }

    /** The name of its folder. */
    public String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Print what a shell reads to complete command lines of this program. */
  record Completion(Shell shell) implements Command {

    /** Who reads it. */
    public enum Shell {
      BASH,
      ZSH
    }
  }

  record Version() implements Command {}

  /**
   * @param text the whole help page
   */
  record Help(String text) implements Command {}

  /**
   * @param message one line: what was not understood, and what to write
   */
  record Misused(String message) implements Command {}
}

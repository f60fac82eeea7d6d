package io.cresset.app.cli;

import java.nio.file.Path;
import java.util.Optional;

/** What the user asks the program to do. */
public sealed interface Command {

  /**
   * @param config the file to use; empty for the one that is used when none is named
   */
  record Run(Optional<Path> config) implements Command {}

  record Check(Optional<Path> config) implements Command {}

  /**
   * @param collector a kind or component id
   */
  record Collect(String collector, Optional<Path> config) implements Command {}

  /** Print the configuration that runs without a file, as a file. */
  record ConfigDefault() implements Command {}

  /** Print what a configuration may say, as JSON Schema. */
  record ConfigSchema() implements Command {}

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

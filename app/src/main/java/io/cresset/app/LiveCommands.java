package io.cresset.app;

import io.cresset.app.cli.Command;
import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlUnavailable;
import java.io.Console;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** {@code cresset status} and {@code cresset tap}: ask the program that runs here and print. */
final class LiveCommands {
  private final Surroundings surroundings;

  LiveCommands(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * @throws ControlUnavailable if none runs here, or it cannot be asked; one line
   */
  int status(Command.Status status) throws ControlUnavailable {
    ControlClient running = Running.find(status.config(), surroundings.environment());
    String how = status.json() ? "?format=json" : isColoured() ? "?colour=yes" : "";
    ControlClient.Reply reply = running.ask("GET", "/-/status" + how);
    if (reply.status() != 200) {
      surroundings.err().println("cresset: " + reply.text().strip());
      return Program.FAILED;
    }
    surroundings.out().print(reply.text());
    surroundings.out().flush();
    return Program.FINE;
  }

  /** By the convention of no-color.org; and only for one who looks at a terminal. */
  private boolean isColoured() {
    Console console = System.console();
    return console != null
        && console.isTerminal()
        && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !surroundings.environment().getOrDefault("TERM", "dumb").equals("dumb");
  }

  /**
   * Prints what flows until the program stops or this one is ended.
   *
   * @throws ControlUnavailable if none runs here, it refuses, or the stream breaks off; one line
   */
  int tap(Command.Tap tap) throws ControlUnavailable {
    ControlClient running = Running.find(tap.config(), surroundings.environment());
    Map<String, String> parameters = new TreeMap<>(tap.parameters());
    if (tap.json()) {
      parameters.put("format", "json");
    }
    StringBuilder path = new StringBuilder("/-/tap");
    parameters.forEach(
        (name, value) ->
            path.append(path.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    running.stream(path.toString(), this::print);
    surroundings.err().println("cresset: process " + running.pid() + " has stopped");
    return Program.FINE;
  }

  private void print(String line) {
    if (line.startsWith("# ")) {
      surroundings.err().println("cresset: " + line.substring(2));
    } else if (!line.isEmpty()) {
      surroundings.out().println(line);
      surroundings.out().flush();
    }
  }
}

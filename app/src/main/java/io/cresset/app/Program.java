package io.cresset.app;

import io.cresset.app.check.CheckReport;
import io.cresset.app.cli.Command;
import io.cresset.app.cli.CommandReader;
import io.cresset.app.cli.Completion;
import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlUnavailable;
import io.cresset.core.config.InvalidConfig;
import io.cresset.core.config.Problem;
import io.cresset.core.runtime.GrownHeap;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Does what the command line asks for, and says how it went by exit code. */
final class Program {
  static final int FINE = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private final Surroundings surroundings;
  private final Signals signals;

  Program(Surroundings surroundings, Signals signals) {
    this.surroundings = surroundings;
    this.signals = signals;
  }

  /** What is running, by its version. */
  static String version() {
    String version = Program.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** How it names itself to other programs' web servers. */
  static String userAgent() {
    return "cresset/" + version();
  }

  /**
   * @return the exit code
   */
  int execute(String... args) {
    try {
      return switch (CommandReader.read(args)) {
        case Command.Run run -> run(run.config());
        case Command.Check check -> check(check);
        case Command.Collect collect ->
            new CollectOnce(surroundings)
                .run(
                    ConfigFile.find(collect.config(), surroundings.environment()).config(),
                    collect.collector(),
                    collect.since());
        case Command.Status status -> new LiveCommands(surroundings).status(status);
        case Command.Tap tap -> new LiveCommands(surroundings).tap(tap);
        case Command.LogInspect inspect -> new StoredData(surroundings).inspect(inspect);
        case Command.LogVerify verify -> new StoredData(surroundings).verify(verify);
        case Command.LogDump dump -> new StoredData(surroundings).dump(dump);
        case Command.RejectedList list -> new RejectedCommands(surroundings).list(list);
        case Command.RejectedShow show -> new RejectedCommands(surroundings).show(show);
        case Command.RejectedResend resend -> new RejectedCommands(surroundings).resend(resend);
        case Command.RejectedDrop drop -> new RejectedCommands(surroundings).drop(drop);
        case Command.Reload reload -> reload(reload.config());
        case Command.ConfigDefault _ ->
            print(DefaultFile.of(ConfigFile.reference(), ConfigFile.running()).stripTrailing());
        case Command.ConfigSchema _ -> print(ConfigSchema.of(ConfigFile.reference()));
        case Command.Completion completion ->
            print(
                Completion.script(completion.shell(), ConfigFile.collectorKinds()).stripTrailing());
        case Command.Version _ -> print("cresset " + version());
        case Command.Help help -> print(help.text().stripTrailing());
        case Command.Misused misused -> fail(MISUSED, misused.message());
      };
    } catch (InvalidConfig e) {
      e.problems().stream().map(Problem::toString).forEach(surroundings.err()::println);
      return MISUSED;
    } catch (CannotStart e) {
      return fail(FAILED, e.getMessage());
    } catch (ControlUnavailable e) {
      return fail(FAILED, e.getMessage());
    } catch (ServiceConfigurationError | IllegalStateException e) {
      return fail(FAILED, "defect: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int run(Optional<Path> named) throws InvalidConfig, CannotStart, InterruptedException {
    Cresset running =
        Cresset.start(
            () -> ConfigFile.find(named, surroundings.environment()).config(), surroundings);
    GrownHeap heap = GrownHeap.watch(surroundings.time());
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicInteger code = new AtomicInteger(FAILED);
    signals.onStop(
        () -> {
          heap.close();
          code.set(running.stop() ? FINE : FAILED);
          stopped.countDown();
          return code.get();
        });
    signals.onHangup(running::reload);
    surroundings.out().println(running.summary());
    stopped.await();
    return code.get();
  }

  private int reload(Optional<Path> config) throws ControlUnavailable {
    ControlClient.Reply reply =
        Running.find(config, surroundings.environment()).ask("POST", "/-/reload");
    if (reply.status() == 200) {
      return print(reply.text().stripTrailing());
    }
    surroundings.err().println(reply.text().stripTrailing());
    return reply.status() == 400 ? MISUSED : FAILED;
  }

  private int check(Command.Check asked) throws InvalidConfig, InterruptedException {
    ConfigFile found = ConfigFile.find(asked.config(), surroundings.environment());
    CheckReport report = new Check(surroundings, asked.config()).run(found, asked.offline());
    if (asked.json()) {
      report.json(surroundings.out());
    } else {
      report.print(surroundings.out());
    }
    return report.failed() ? FAILED : FINE;
  }

  private int print(String line) {
    surroundings.out().println(line);
    return FINE;
  }

  private int fail(int code, String message) {
    surroundings.err().println("cresset: " + message);
    return code;
  }
}

package io.cresset.app;

import io.cresset.api.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/** The program in this process: its streams, its exit code, and the signal that ends it. */
final class Ran {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private volatile IntSupplier stop = () -> -1;
  private volatile Runnable reload = () -> {};
  private final Signals signals =
      new Signals() {
        @Override
        public void onStop(IntSupplier asked) {
          stop = asked;
        }

        @Override
        public void onHangup(Runnable asked) {
          reload = asked;
        }
      };
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  private final StretchedTime time = new StretchedTime();

  private Ran() {}

  /** Runs a command that ends by itself, whose limits are far away. */
  static Ran command(Map<String, String> environment, String... args) {
    Ran ran = new Ran();
    ran.time.stretch();
    ran.execute(ran.time, environment, args);
    return ran;
  }

  /** Runs a command by a clock of the test's. */
  static Ran command(Time time, Map<String, String> environment, String... args) {
    Ran ran = new Ran();
    ran.execute(time, environment, args);
    return ran;
  }

  /** Starts {@code run} on a thread of its own, which ends with {@link #signal} or by itself. */
  static Ran started(Map<String, String> environment, String... args) {
    Ran ran = new Ran();
    Thread.ofVirtual().start(() -> ran.execute(ran.time, environment, args));
    return ran;
  }

  /** Where control files go that a test does not ask for, instead of into this machine's. */
  private static final Path RUNTIME_FOLDER = runtimeFolder();

  private static Path runtimeFolder() {
    try {
      Path folder = Files.createTempDirectory("cresset-ran");
      folder.toFile().deleteOnExit();
      folder.resolve("control").toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void execute(Time clock, Map<String, String> environment, String... args) {
    Map<String, String> around = new HashMap<>(environment);
    around.putIfAbsent("RUNTIME_DIRECTORY", RUNTIME_FOLDER.toString());
    Surroundings surroundings =
        new Surroundings(
            around,
            clock,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      code.complete(new Program(surroundings, signals).execute(args));
    } catch (RuntimeException | Error e) {
      code.completeExceptionally(e);
    }
  }

  /** What a SIGTERM does; gives the exit code. */
  int signal() {
    return stop.getAsInt();
  }

  /**
   * The same, of a program of which everything is to come to its end: its limits are far away, so
   * that it has as long for that as this machine takes.
   */
  int stops() {
    time.stretch();
    return signal();
  }

  /** What a SIGHUP does. */
  void hangup() {
    reload.run();
  }

  boolean ended() {
    return code.isDone();
  }

  int code() {
    return code.join();
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

package io.cresset.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real program that a test started, with its output kept, stopped by its own handle. */
public final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private PeerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param folder where it runs and where its output goes, as {@code <program>.log}
   */
  public static PeerProcess start(
      Path folder, Map<String, String> environment, List<String> command) {
    Path output = folder.resolve(Path.of(command.getFirst()).getFileName() + ".log");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      return new PeerProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns once the address answers 200; fails at once if the program has ended. */
  public PeerProcess awaitHttp(URI uri) {
    Eventually.holds(
        uri + " answers 200",
        60_000_000_000L,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ":\n" + output());
          }
          return answers(uri);
        });
    return this;
  }

  /** Returns once something listens on the port; fails at once if the program has ended. */
  public PeerProcess awaitPort(int port) {
    Eventually.holds(
        "port " + port + " is open",
        60_000_000_000L,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ":\n" + output());
          }
          try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
          } catch (IOException e) {
            return false;
          }
        });
    return this;
  }

  private static boolean answers(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      boolean ok = connection.getResponseCode() == 200;
      connection.disconnect();
      return ok;
    } catch (IOException e) {
      return false;
    }
  }

  public Process process() {
    return process;
  }

  /** What it has printed so far, on both streams. */
  public String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM; waits for its end. */
  public int stop() {
    process.destroy();
    return await();
  }

  /** SIGKILL; waits for its end. */
  public int kill() {
    process.destroyForcibly();
    return await();
  }

  private int await() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end within 30 s of SIGTERM:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ends it, in peace if it goes quickly, else by force. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

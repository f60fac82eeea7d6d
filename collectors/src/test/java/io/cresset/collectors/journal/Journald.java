package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A journald of a test's own: it sees the test's folders where it keeps its files, and nobody else
 * sees it. Needs root.
 */
final class Journald implements AutoCloseable {
  private static final String SCRIPT =
      """
      set -e
      mount -t tmpfs tmpfs /run
      mount -t tmpfs tmpfs /var/log
      mkdir -p /run/log/journal /run/systemd/journal /run/systemd/journald.conf.d /var/log/journal
      mount --bind "$1/run/log/journal" /run/log/journal
      mount --bind "$1/var/log/journal" /var/log/journal
      cp "$1/journald.conf" /run/systemd/journald.conf.d/test.conf
      [ "$2" = volatile ] || touch /run/systemd/journal/flushed
      exec "$3"
      """;

  private final PeerProcess process;
  private final Path root;

  private Journald(PeerProcess process, Path root) {
    this.process = process;
    this.root = root;
  }

  /**
   * @param flushed whether it writes to the disk from the start, as after boot
   */
  static Journald start(Path folder, boolean flushed) throws IOException {
    Path journald = Peers.require("systemd-journald");
    Path unshare = Peers.require("unshare");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root && "required".equals(System.getenv("CRESSET_PEERS"))) {
      throw new AssertionError("a journald of a test's own needs root");
    }
    Assumptions.assumeTrue(root, "a journald of a test's own needs root");
    Files.createDirectories(folder.resolve("run/log/journal"));
    Files.createDirectories(folder.resolve("var/log/journal"));
    Files.writeString(
        folder.resolve("journald.conf"),
        """
        [Journal]
        Storage=persistent
        ReadKMsg=no
        Audit=no
        RateLimitIntervalSec=0
        ForwardToSyslog=no
        ForwardToWall=no
        """);
    PeerProcess process =
        PeerProcess.start(
            folder,
            Map.of(),
            List.of(
                unshare.toString(),
                "-m",
                "--propagation",
                "private",
                "sh",
                "-c",
                SCRIPT,
                "journald",
                folder.toString(),
                flushed ? "disk" : "volatile",
                journald.toString()));
    Journald started = new Journald(process, folder);
    Eventually.holds(
        "journald takes lines",
        () -> {
          assertThat(process.process().isAlive()).as(process.output()).isTrue();
          return Files.exists(started.inside("run/systemd/journal/stdout"));
        });
    return started;
  }

  private Path inside(String path) {
    return Path.of("/proc/" + process.process().pid() + "/root").resolve(path);
  }

  Path disk() {
    return root.resolve("var/log/journal");
  }

  Path memory() {
    return root.resolve("run/log/journal");
  }

  /** A program that writes lines to journald, as a service does. */
  OutputStream program(String name) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(inside("run/systemd/journal/stdout")));
    channel.write(ByteBuffer.wrap((name + "\n\n6\n0\n0\n0\n0\n").getBytes(StandardCharsets.UTF_8)));
    return Channels.newOutputStream(channel);
  }

  /** Archives its files and begins new ones. */
  void rotate() throws Exception {
    long before = archived();
    signal("USR2");
    Eventually.holds("it has rotated", () -> archived() > before);
  }

  private long archived() {
    try (var files = Files.walk(disk())) {
      return files.filter(path -> path.toString().contains("@")).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      // Renamed while we looked.
      return -1;
    }
  }

  /** Moves what it has in memory to the disk, as during boot. */
  void flush() throws Exception {
    signal("USR1");
    Eventually.holds("it has flushed", () -> Files.exists(inside("run/systemd/journal/flushed")));
  }

  private void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.process().pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }

  @Override
  public void close() {
    process.close();
  }
}

package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogRecord;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir Path folder;

  private Path socket() {
    return folder.resolve("log");
  }

  private Listening listening() {
    Listening listening = Listening.on("unix://" + socket());
    Eventually.holds(
        "it listens or fails",
        () ->
            !listening.harness.failures().isEmpty()
                || listening.harness.logLines().contains("INFO listening on unix://" + socket()));
    return listening;
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** glibc's syslog() ends a message with NUL on such a socket. */
  @Test
  void takesLinesFromProgramsOfThisMachine() throws IOException {
    try (Listening listening = listening();
        SocketChannel channel = connect()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-rw-rw-");
      send(channel, "<13>Jan  2 03:04:01 cron[7]: one\0<13>Jan  2 03:04:02 cron[7]: two\n");
      List<LogRecord> records = listening.records(2);
      assertThat(listening.bodies(2)).containsExactly("one", "two");
      assertThat(records.getFirst().attributes().get(SyslogParser.PEER_ADDRESS).orElseThrow())
          .hasToString(socket().toString());
      assertThat(records.getFirst().attributes().get(SyslogParser.TRANSPORT).orElseThrow())
          .hasToString("unix");
      assertThat(listening.harness.logs().getFirst().resource())
          .hasToString("Resource{host.name=testhost, job=syslog, service.name=cron}");
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void loggerWritesToIt() throws Exception {
    Path logger = Peers.require("logger");
    try (Listening listening = listening()) {
      Process process =
          new ProcessBuilder(
                  logger.toString(), "-u", socket().toString(), "-t", "web", "--id=77", "grüße")
              .inheritIO()
              .start();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(listening.bodies(1)).containsExactly("grüße");
      assertThat(
              listening.records(1).getFirst().attributes().get(SyslogParser.PROCID).orElseThrow())
          .hasToString("77");
    }
  }

  @Test
  void aSocketThatWasLeftBehindIsReplaced() throws IOException {
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket()));
    dead.close();
    assertThat(socket()).exists();
    try (Listening listening = listening();
        SocketChannel channel = connect()) {
      send(channel, "<13>Jan  2 03:04:01 t: one\n");
      assertThat(listening.bodies(1)).containsExactly("one");
    }
  }

  @Test
  void whatIsSomebodyElsesIsLeftAlone() throws IOException {
    try (ServerSocketChannel living = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      living.bind(UnixDomainSocketAddress.of(socket()));
      assertThat(failure())
          .isEqualTo(
              "cannot listen on unix://%s: another program does. Stop that program ('ss -lxp'"
                      .formatted(socket())
                  + " names it), or name another path.");
      assertThat(socket()).exists();
    }
    Files.delete(socket());
    Files.writeString(socket(), "a file");
    assertThat(failure())
        .isEqualTo(
            "cannot listen on unix://%s: there is a file that is no socket. Name another path in"
                    .formatted(socket())
                + " collectors.syslog.listen.");
    assertThat(socket()).hasContent("a file");
  }

  /** The kernel refuses a connection to it as it does to a socket that nobody reads. */
  @Test
  void aPipeIsNoSocket() throws Exception {
    Path mkfifo = Peers.require("mkfifo");
    Process process = new ProcessBuilder(mkfifo.toString(), socket().toString()).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(failure()).contains("there is a file that is no socket");
    assertThat(socket()).exists();
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path other = folder.resolve("other");
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(other));
    dead.close();
    Files.createSymbolicLink(socket(), other);
    assertThat(failure()).contains("there is a file that is no socket");
    assertThat(socket()).isSymbolicLink();
    assertThat(other).exists();
  }

  /** Only root can make a file somebody else's. */
  @Test
  void aSocketOfAnotherUserIsLeftAlone() throws IOException {
    UserPrincipal nobody =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket()));
    dead.close();
    try {
      Files.setOwner(socket(), nobody);
    } catch (IOException e) {
      Assumptions.abort("this user cannot give a file away: " + e.getMessage());
    }
    assertThat(failure())
        .isEqualTo(
            "cannot listen on unix://%s: there is a socket of the user nobody. Remove it if nobody"
                    .formatted(socket())
                + " needs it, or name another path.");
    assertThat(socket()).exists();
  }

  @Test
  void aFileThatAnotherProgramPutThereMeanwhileStays() throws IOException {
    try (Listening listening = listening()) {
      assertThat(listening.harness.failures()).isEmpty();
      Files.delete(socket());
      Files.writeString(socket(), "another program's");
    }
    assertThat(socket()).hasContent("another program's");
  }

  @Test
  void aFolderThatIsMissingIsAFailureWithARemedy() throws IOException {
    Files.delete(folder);
    assertThat(failure()).endsWith("Make the folder " + folder + " first.");
    Files.createDirectory(folder);
  }

  private String failure() {
    try (Listening listening = listening()) {
      assertThat(listening.harness.failures()).hasSize(1);
      return listening.harness.failures().getFirst().getMessage()
          + ". "
          + listening.harness.failures().getFirst().remedy();
    }
  }
}

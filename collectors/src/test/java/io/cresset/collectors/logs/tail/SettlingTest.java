package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.collectors.linux.Unprivileged;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done now is not tried without a pause. */
class SettlingTest {
  private static final int MANY_STEPS = 50;

  @TempDir Path folder;

  private void append(String name, String line) throws IOException {
    Files.writeString(folder.resolve(name), "o|" + line + "\n", CREATE, APPEND);
  }

  /** How many rounds it takes until there is nothing to do at once. */
  private static int steps(Follower follower) throws InterruptedException {
    follower.time.advance(Duration.ofMillis(25));
    int steps = 1;
    while (follower.step() && steps < MANY_STEPS) {
      steps++;
    }
    return steps;
  }

  @Test
  void aFileWhoseNameIsAFoldersNowIsGone() throws Exception {
    append("x.log", "one");
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      Files.delete(folder.resolve("x.log"));
      Files.createDirectory(folder.resolve("x.log"));
      append("x.log.1", "two");
      assertThat(steps(follower)).isLessThan(MANY_STEPS);
      assertThat(follower.lines()).containsExactly("o one", "o two");
    }
  }

  @Test
  void filesInAFolderThatIsClosedNowAreGone() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    append("in/x.log", "one");
    try (Follower follower = new Follower(new TestLayout(folder), Follower.SETTINGS, false)) {
      Follower _ = follower.look();
      append("in/x.log", "two");
      Files.setPosixFilePermissions(in, PosixFilePermissions.fromString("---------"));
      try (Unprivileged _ = new Unprivileged(folder)) {
        assertThatThrownBy(() -> Files.size(in.resolve("x.log")))
            .isInstanceOf(AccessDeniedException.class);
        Follower _ = follower.pass(Duration.ofSeconds(3));
        assertThat(steps(follower)).isLessThan(MANY_STEPS);
        assertThat(follower.files()).allMatch(Tailed::isMissing);
        assertThat(follower.counts.unreadableFoldersNow).hasValue(1);
      } finally {
        Files.setPosixFilePermissions(in, PosixFilePermissions.fromString("rwx------"));
      }
      assertThat(follower.pass(Duration.ofSeconds(3)).lines()).containsExactly("o one", "o two");
      assertThat(follower.counts.unreadableFoldersNow).hasValue(0);
    }
  }

  /**
   * Whenever the folder is looked through, x.log is one file, and another one right behind that.
   */
  private record Flickering(Layout layout, Path folder) implements Layout {
    @Override
    public List<Path> roots() {
      return layout.roots();
    }

    @Override
    public boolean enters(Path path) {
      return layout.enters(path);
    }

    @Override
    public Optional<Place> place(Path file) {
      switch (file.getFileName().toString()) {
        case "x.log" -> become("first");
        case "y.log" -> become("second");
        default -> {}
      }
      return layout.place(file);
    }

    private void become(String one) {
      try {
        Path tmp = folder.resolve("tmp");
        Files.createLink(tmp, folder.resolve(one));
        Files.move(
            tmp,
            folder.resolve("x.log"),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        // Nothing is done if it is that one already.
        Files.deleteIfExists(tmp);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Decoder decoder(String chain, Path file) {
      return layout.decoder(chain, file);
    }
  }

  @Test
  void namesThatNeverSettleAreLookedAtNowAndThen() throws Exception {
    append("first", "one");
    append("second", "two");
    append("x.log", "none");
    append("y.log", "other");
    Layout layout = new Flickering(new TestLayout(folder), folder);
    try (Follower follower = new Follower(layout, Follower.SETTINGS, false)) {
      for (int i = 0; i < 20; i++) {
        assertThat(steps(follower)).isLessThan(MANY_STEPS);
        assertThat(follower.idleNanos()).isEqualTo(Engine.CHORES_NANOS);
      }
      assertThat(follower.lines()).containsExactly("o other");
      Files.delete(folder.resolve("y.log"));
      assertThat(follower.pass(Duration.ofSeconds(3)).lines()).containsExactly("o other", "o one");
    }
  }

  @Test
  void aChainThatWaitsForOneThatStandsAsideKeepsNobodyBusy() throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(whole)) {
      out.write("o|one\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    Path gzip = folder.resolve("first.log.1.gz");
    Files.write(gzip, Arrays.copyOf(whole.toByteArray(), whole.size() - 9));
    append("second.log", "two");
    Layout layout = new Ending(new TestLayout(folder), "first.log", "second.log");
    try (Follower follower = new Follower(layout, Follower.SETTINGS, true)) {
      for (int i = 0; i < 20; i++) {
        assertThat(steps(follower)).isLessThan(MANY_STEPS);
      }
      assertThat(follower.lines()).doesNotContain("o two");
      Files.write(gzip, whole.toByteArray());
      assertThat(follower.pass(Duration.ofSeconds(2)).lines()).hasSize(101).endsWith("o two");
    }
  }
}

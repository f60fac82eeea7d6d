package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.linux.Unprivileged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file or folder under several names, and names that lead to one file after another. */
class LinksTest {
  @TempDir Path folder;

  private Path logs;
  private Path elsewhere;

  @BeforeEach
  void make() throws IOException {
    logs = Files.createDirectory(folder.resolve("logs"));
    elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, "o|" + line + "\n", CREATE, APPEND);
  }

  @Test
  void aLoopOfFoldersIsFollowedOnce() throws Exception {
    Path deep = Files.createDirectories(logs.resolve("a/b"));
    Files.createSymbolicLink(deep.resolve("up"), logs.resolve("a"));
    Files.createSymbolicLink(logs.resolve("a/self"), logs.resolve("a"));
    append(deep.resolve("x.log"), "one");
    try (Follower follower = new Follower(logs)) {
      assertThat(follower.look().lines()).containsExactly("o one");
      append(deep.resolve("x.log"), "two");
      append(logs.resolve("a/y.log"), "three");
      assertThat(follower.look().lines()).containsExactlyInAnyOrder("o one", "o two", "o three");
      assertThat(follower.sync().kill().pass(Duration.ofMinutes(2)).lines()).hasSize(3);
    }
  }

  @Test
  void aFolderUnderTwoNamesIsFollowedUnderOne() throws Exception {
    Path real = Files.createDirectory(elsewhere.resolve("real"));
    append(real.resolve("x.log"), "one");
    Files.createSymbolicLink(real.resolve("self"), real);
    Files.createSymbolicLink(logs.resolve("b"), real);
    Files.createSymbolicLink(logs.resolve("a"), real);
    try (Follower follower = new Follower(logs)) {
      assertThat(follower.look().lines()).containsExactly("o one");
      append(real.resolve("x.log"), "two");
      assertThat(follower.look().lines()).containsExactly("o one", "o two");
      assertThat(follower.sync().kill().look().lines()).hasSize(2);
    }
  }

  @Test
  void whenTheNameGoesTheOtherOneIsFollowed() throws Exception {
    Path real = Files.createDirectory(elsewhere.resolve("real"));
    Files.createSymbolicLink(logs.resolve("a"), real);
    Files.createSymbolicLink(logs.resolve("b"), real);
    try (Follower follower = new Follower(logs)) {
      Follower _ = follower.look();
      Files.delete(logs.resolve("a"));
      Follower _ = follower.look();
      append(real.resolve("x.log"), "one");
      assertThat(follower.look().lines()).containsExactly("o one");
    }
  }

  @Test
  void aLinkThatIsSwappedLeadsFromOneFileToTheNext() throws Exception {
    Path current = logs.resolve("current.log");
    List<String> all = new java.util.ArrayList<>();
    try (Follower follower = new Follower(logs)) {
      for (int i = 0; i < 6; i++) {
        Path target = elsewhere.resolve("part" + i);
        append(target, "first of " + i);
        lead(current, target);
        all.add("o first of " + i);
        assertThat(follower.look().lines()).isEqualTo(all);
        append(target, "second of " + i);
        all.add("o second of " + i);
        if (i % 2 == 0) {
          assertThat(follower.look().lines()).isEqualTo(all);
        }
        if (i == 3) {
          Follower _ = follower.look().sync().kill();
        }
      }
      assertThat(follower.look().lines()).isEqualTo(all);
      assertThat(follower.pass(Duration.ofMinutes(1)).sync().kill().look().lines()).isEqualTo(all);
    }
  }

  /** As a release is rolled back, at any time. */
  @Test
  void aLinkThatSwingsBackLeadsToWhereItsFileWasRead() throws Exception {
    Path current = logs.resolve("current.log");
    Path blue = elsewhere.resolve("blue");
    Path green = elsewhere.resolve("green");
    try (Follower follower = deployed(current, blue, green)) {
      Follower _ = follower.look().pass(Duration.ofMinutes(30)).sync().kill();
      append(green, "more");
      Follower _ = follower.look().pass(Duration.ofMinutes(30));
      append(blue, "back");
      lead(current, blue);
      assertThat(follower.look().lines())
          .containsExactly("o " + LONG, "o green", "o more", "o back");
      lead(current, green);
      Follower _ = follower.look().pass(Duration.ofSeconds(30));
      Files.delete(current);
      assertThat(follower.look().pass(Duration.ofMinutes(11)).lines()).hasSize(4);
      assertThat(follower.files()).isEmpty();
      assertThat(follower.counts.lost(TailCounts.Loss.DELETED)).isZero();
    }
  }

  /** Which was at its end, and had been followed by others. */
  @Test
  void whatIsWrittenJustBeforeALinkSwingsAwayAgainIsRead() throws Exception {
    Path current = logs.resolve("current.log");
    Path blue = elsewhere.resolve("blue");
    Path green = elsewhere.resolve("green");
    try (Follower follower = deployed(current, blue, green)) {
      Follower _ = follower.look();
      lead(current, blue);
      append(blue, "back");
      assertThat(follower.look().lines()).containsExactly("o " + LONG, "o green", "o back");
      append(blue, "and away");
      lead(current, green);
      assertThat(follower.look().lines()).hasSize(4).contains("o and away");
    }
  }

  @Test
  void ofWhatALinkLedToOnlyTheLastOnesAreRemembered() throws Exception {
    Path current = logs.resolve("current.log");
    try (Follower follower = new Follower(logs)) {
      for (int i = 0; i < 40; i++) {
        append(elsewhere.resolve("run" + i), "run " + i + LONG);
        lead(current, elsewhere.resolve("run" + i));
        Follower _ = follower.look().pass(Duration.ofSeconds(20));
      }
      assertThat(follower.lines()).hasSize(40);
      assertThat(follower.files()).hasSizeLessThan(12);
      lead(current, elsewhere.resolve("run35"));
      assertThat(follower.look().lines()).hasSize(40);
    }
  }

  /** One that has read what the link led to first, and finds that it leads to the other. */
  private Follower deployed(Path link, Path blue, Path green) throws Exception {
    append(blue, LONG);
    append(green, "green");
    Files.createSymbolicLink(link, blue);
    Follower follower = new Follower(logs).look();
    lead(link, green);
    return follower;
  }

  private void lead(Path link, Path target) throws IOException {
    Files.createSymbolicLink(logs.resolve("next"), target);
    Files.move(
        logs.resolve("next"),
        link,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** As where inotify has no watches left. */
  @Test
  void aLinkThatIsSwappedWhereNothingIsWatched() throws Exception {
    try (Follower follower = new Follower(new TestLayout(logs), Follower.SETTINGS, false)) {
      for (int i = 0; i < 3; i++) {
        Path target = Files.createDirectory(elsewhere.resolve("run" + i)).resolve("app");
        append(target, "of " + i);
        Files.deleteIfExists(logs.resolve("current.log"));
        Files.createSymbolicLink(logs.resolve("current.log"), target);
        assertThat(follower.pass(Duration.ofSeconds(4)).lines()).hasSize(i + 1);
      }
    }
  }

  /** Long enough for a file to be known again by its bytes. */
  private static final String LONG =
      "a line that is long enough for its file to be known by it".repeat(20);

  @Test
  void aLinkToAFileThatIsFollowedAddsNothing() throws Exception {
    append(logs.resolve("x.log"), LONG);
    Files.createSymbolicLink(logs.resolve("a.log"), logs.resolve("x.log"));
    try (Follower follower = new Follower(logs)) {
      assertThat(follower.look().lines()).hasSize(1);
      Files.createSymbolicLink(logs.resolve("z.log"), logs.resolve("x.log"));
      append(logs.resolve("x.log"), "two");
      assertThat(follower.look().lines()).hasSize(2);
      assertThat(follower.sync().kill().look().lines()).hasSize(2);
      append(logs.resolve("y.log"), "three");
      Files.delete(logs.resolve("z.log"));
      Files.createSymbolicLink(logs.resolve("z.log"), logs.resolve("y.log"));
      append(logs.resolve("y.log"), "four");
      assertThat(follower.look().lines()).hasSize(4);
    }
  }

  @Test
  void ofTwoNamesOneIsFollowedAndThenTheOther() throws Exception {
    append(logs.resolve("x.log"), LONG);
    try (Follower follower = new Follower(logs)) {
      Follower _ = follower.look();
      Files.createLink(logs.resolve("y.log"), logs.resolve("x.log"));
      append(logs.resolve("x.log"), "two");
      assertThat(follower.look().lines()).hasSize(2);
      Files.delete(logs.resolve("x.log"));
      Follower _ = follower.look();
      append(logs.resolve("y.log"), "three");
      assertThat(follower.look().lines()).hasSize(3);
      Follower _ = follower.pass(Duration.ofMinutes(1)).sync().kill();
      append(logs.resolve("y.log"), "four");
      assertThat(follower.look().lines()).hasSize(4);
    }
  }

  @Test
  void underAnotherLogsNameAFileIsReadOn() throws Exception {
    append(logs.resolve("x.log"), LONG);
    try (Follower follower = new Follower(logs)) {
      Follower _ = follower.look();
      append(logs.resolve("x.log"), "two");
      Files.move(logs.resolve("x.log"), logs.resolve("y.log"));
      append(logs.resolve("y.log"), "three");
      append(logs.resolve("x.log"), "new");
      assertThat(follower.look().lines())
          .containsExactlyInAnyOrder("o " + LONG, "o two", "o three", "o new");
      assertThat(follower.sync().kill().look().lines()).hasSize(4);
      append(logs.resolve("y.log"), "five");
      assertThat(follower.look().pass(Duration.ofMinutes(11)).lines()).hasSize(5);
    }
  }

  @Test
  void underAnotherLogsNameItIsReadEvenIfThatIsGoneAtOnce() throws Exception {
    append(logs.resolve("x.log"), LONG);
    try (Follower follower = new Follower(logs)) {
      Follower _ = follower.look();
      append(logs.resolve("x.log"), "two");
      Files.move(logs.resolve("x.log"), logs.resolve("y.log"));
      Follower _ = follower.see();
      Files.delete(logs.resolve("y.log"));
      assertThat(follower.look().pass(Duration.ofSeconds(20)).lines())
          .containsExactly("o " + LONG, "o two");
      assertThat(follower.counts.lost(TailCounts.Loss.DELETED)).isZero();
    }
  }

  /** The chain of the link was forgotten with it; the one that has its name now is another. */
  @Test
  void aFileInPlaceOfALinkOutlivesWhatTheLinkLedTo() throws Exception {
    append(logs.resolve("run1.log"), LONG);
    Files.createSymbolicLink(logs.resolve("current.log"), logs.resolve("run1.log"));
    try (Follower follower = new Follower(logs)) {
      assertThat(follower.look().lines()).hasSize(1);
      Files.delete(logs.resolve("current.log"));
      Follower _ = follower.look();
      append(logs.resolve("current.log"), "two");
      assertThat(follower.look().lines()).hasSize(2);
      Files.delete(logs.resolve("run1.log"));
      Follower _ = follower.look();
      append(logs.resolve("current.log"), "three");
      assertThat(follower.look().lines()).containsExactly("o " + LONG, "o two", "o three");
    }
  }

  @Test
  void theSameWhileItIsDown() throws Exception {
    for (boolean anew : new boolean[] {true, false}) {
      Path in = Files.createDirectory(logs.resolve("anew" + anew));
      append(in.resolve("x.log"), LONG);
      try (Follower follower = new Follower(in)) {
        Follower _ = follower.look().sync().down();
        append(in.resolve("x.log"), "two");
        Files.move(in.resolve("x.log"), in.resolve("a.log"));
        if (anew) {
          append(in.resolve("x.log"), "three");
        }
        List<String> lines = follower.revive().look().lines();
        assertThat(lines).hasSize(anew ? 3 : 2).doesNotHaveDuplicates().contains("o two");
        assertThat(follower.sync().kill().pass(Duration.ofMinutes(11)).lines()).isEqualTo(lines);
        assertThat(follower.positions()).hasSize(anew ? 2 : 1);
      }
    }
  }

  /** As log4j2 makes app-1.log.gz of app.log, where both would be followed. */
  @Test
  void compressedUnderAnotherLogsNameItIsReadOn() throws Exception {
    for (boolean up : new boolean[] {true, false}) {
      Path in = Files.createDirectory(logs.resolve("up" + up));
      append(in.resolve("x.log"), LONG);
      try (Follower follower = new Follower(in)) {
        Follower _ = follower.look().sync();
        if (!up) {
          Follower _ = follower.down();
        }
        append(in.resolve("x.log"), "two");
        Files.move(in.resolve("x.log"), in.resolve("tmp"));
        append(in.resolve("x.log"), "three");
        if (up) {
          Follower _ = follower.look();
        }
        try (var out =
            new java.util.zip.GZIPOutputStream(Files.newOutputStream(in.resolve("a.log.gz")))) {
          Files.copy(in.resolve("tmp"), out);
        }
        Files.delete(in.resolve("tmp"));
        if (!up) {
          Follower _ = follower.revive();
        }
        assertThat(follower.look().pass(Duration.ofSeconds(20)).lines())
            .containsExactlyInAnyOrder("o " + LONG, "o two", "o three");
      }
    }
  }

  /** As jobs do that have a log each, and say the same first. */
  @Test
  void anInodeThatIsGivenAnewIsAnotherFile() throws Exception {
    Set<Object> inodes = new HashSet<>();
    try (Follower follower = new Follower(logs)) {
      for (int i = 0; i < 6; i++) {
        Path log = logs.resolve("job" + i + ".log");
        append(log, LONG);
        inodes.add(Files.getAttribute(log, "unix:ino"));
        assertThat(follower.look().lines()).hasSize(i + 1);
        Files.delete(log);
        Follower _ = follower.look().pass(Duration.ofSeconds(8));
      }
    }
    if (Files.getFileStore(logs).type().startsWith("ext")) {
      assertThat(inodes).as("it gives inodes anew").hasSizeLessThan(6);
    }
  }

  /** The kernel does not tell of it: watching asks for the right to list. */
  @Test
  void aFolderThatMayOnlyBePassedIsLookedAt() throws Exception {
    Path target = elsewhere.resolve("app.log");
    append(target, "one");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createSymbolicLink(logs.resolve("app.log"), target);
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("-wx--x--x"));
    try (Unprivileged _ = new Unprivileged(folder);
        Follower follower = new Follower(logs)) {
      assertThat(follower.look().lines()).hasSize(1);
      append(target, "two");
      assertThat(follower.pass(Duration.ofSeconds(4)).lines()).hasSize(2);
    } finally {
      Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
    }
  }
}

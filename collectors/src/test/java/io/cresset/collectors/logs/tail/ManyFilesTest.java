package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are many, files that live for a moment, and the limits. */
class ManyFilesTest {
  private static final int MANY = 20_000;
  private static final int ACTIVE = 300;

  @TempDir Path folder;

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, "o|" + line + "\n", CREATE, APPEND);
  }

  /** They are found at the next look, and what they get after that is read though they are gone. */
  @Test
  void twoHundredThatLiveForAMoment() throws Exception {
    TailSettings settings = settings(1000, 1 << 20);
    try (Follower follower = new Follower(new TestLayout(folder), settings, true)) {
      for (int i = 0; i < 200; i++) {
        Path pod = Files.createDirectories(folder.resolve("pod" + i + "/app"));
        append(pod.resolve("x.log"), "first " + i);
        if (i % 20 == 19) {
          Follower _ = follower.look();
        }
      }
      for (int i = 0; i < 200; i++) {
        Path pod = folder.resolve("pod" + i);
        append(pod.resolve("app/x.log"), "last " + i);
        Files.delete(pod.resolve("app/x.log"));
        Files.delete(pod.resolve("app"));
        Files.delete(pod);
      }
      assertThat(follower.look().lines()).hasSize(400).doesNotHaveDuplicates();
      assertThat(follower.pass(Duration.ofMinutes(11)).lines()).hasSize(400);
      assertThat(follower.counts.openNow.get()).isZero();
      assertThat(follower.positions()).isEmpty();
    }
  }

  @Test
  void twentyThousandOfWhichSomeAreActive() throws Exception {
    for (int i = 0; i < MANY; i++) {
      Path in = folder.resolve("folder" + i % 20);
      if (i < 20) {
        Files.createDirectory(in);
      }
      append(in.resolve("x" + i + ".log"), "old " + i);
    }
    long instances = inotifyInstances();
    long before = usedBytes();
    try (Follower follower = new Follower(folder)) {
      assertThat(inotifyInstances() - instances).isEqualTo(1);
      assertThat(follower.look().lines()).hasSize(MANY);
      assertThat(follower.counts.openNow.get()).isLessThanOrEqualTo(64);
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < ACTIVE; i++) {
          append(folder.resolve("folder" + i % 20 + "/x" + i + ".log"), "new " + i);
        }
        assertThat(follower.look().lines()).hasSize(MANY + (round + 1) * ACTIVE);
      }
      // With all that the test itself keeps: each line and position.
      assertThat(usedBytes() - before).isLessThan(96L << 20);
      follower.sync().kill();
      assertThat(follower.look().lines()).hasSize(MANY + 3 * ACTIVE);
    }
  }

  private static long inotifyInstances() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(
              it -> {
                try {
                  return Files.readSymbolicLink(it).toString().equals("anon_inode:inotify");
                } catch (IOException _) {
                  return false;
                }
              })
          .count();
    }
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void deletedOnesMayHoldOnlySoMuch() throws Exception {
    TailSettings settings = settings(1000, 1000);
    try (Follower follower = new Follower(new TestLayout(folder), settings, true)) {
      append(folder.resolve("x.log"), "small");
      append(folder.resolve("y.log"), "large");
      Follower _ = follower.look();
      // An unfinished line of which nobody knows whether it goes on.
      Files.writeString(folder.resolve("y.log"), "o|" + "-".repeat(2000), APPEND);
      Files.delete(folder.resolve("y.log"));
      append(folder.resolve("x.log"), "more");
      assertThat(follower.look().pass(Duration.ofSeconds(1)).lines())
          .containsExactly("o small", "o large", "o more");
      assertThat(follower.counts.lost(TailCounts.Loss.MAX_DELETED_BYTES)).isEqualTo(2002);
      assertThat(follower.counts.openNow.get()).isEqualTo(1);
    }
  }

  @Test
  void followsOnlySoMany() throws Exception {
    for (int i = 0; i < 5; i++) {
      append(folder.resolve("x" + i + ".log"), "line");
    }
    TailSettings settings = settings(3, 1 << 20);
    try (Follower follower = new Follower(new TestLayout(folder), settings, true)) {
      assertThat(follower.look().lines()).hasSize(3);
    }
  }

  @Test
  void nobodyWakesForADeletedFileThatIsOnlyRemembered() throws Exception {
    try (Follower follower = new Follower(folder)) {
      append(folder.resolve("x.log"), "line");
      Follower _ = follower.look();
      assertThat(follower.idleNanos()).isEqualTo(Engine.POLL_NANOS);
      Files.delete(folder.resolve("x.log"));
      Follower _ = follower.look();
      assertThat(follower.idleNanos()).as("it may grow").isEqualTo(Engine.CHORES_NANOS);
      Follower _ = follower.pass(Duration.ofSeconds(10));
      assertThat(follower.positions()).as("it is remembered").hasSize(1);
      assertThat(follower.idleNanos()).isEqualTo(Engine.POLL_NANOS);
    }
  }

  @Test
  @Timeout(20)
  void whoWaitsForAnotherDoesNotKeepItsPlace() throws Exception {
    for (boolean deleted : new boolean[] {false, true}) {
      Path in = Files.createDirectory(folder.resolve("deleted" + deleted));
      TailSettings one = settings(1000, 1, 1 << 20);
      try (Follower follower =
          new Follower(new Ending(new TestLayout(in), "x.log", "y.log"), one, true)) {
        Files.createFile(in.resolve("y.log"));
        Follower _ = follower.look();
        append(in.resolve("y.log"), "second");
        append(in.resolve("x.log"), "first");
        if (deleted) {
          Files.delete(in.resolve("y.log"));
        }
        assertThat(follower.look().pass(Duration.ofSeconds(1)).lines())
            .containsExactly("o first", "o second");
      }
    }
  }

  /** As a disk does that fails. */
  @Test
  @Timeout(20)
  void whatCannotBeReadForAWhileIsReadLater() throws Exception {
    try (Follower follower = new Follower(folder)) {
      append(folder.resolve("x.log"), "one");
      assertThat(follower.look().lines()).containsExactly("o one");
      Content content = Objects.requireNonNull(follower.files().getFirst().content);
      content.close();
      append(folder.resolve("x.log"), "two");
      append(folder.resolve("y.log"), "three");
      assertThat(follower.look().lines()).containsExactly("o one", "o three");
      assertThat(follower.step()).as("it is tried again at once").isFalse();
      assertThat(follower.pass(Duration.ofSeconds(3)).lines())
          .containsExactly("o one", "o three", "o two");
    }
  }

  private static TailSettings settings(int files, long deletedBytes) {
    return settings(files, 1000, deletedBytes);
  }

  private static TailSettings settings(int files, int open, long deletedBytes) {
    return new TailSettings(
        false,
        4096,
        files,
        open,
        deletedBytes,
        1 << 20,
        0,
        Duration.ofSeconds(5),
        Duration.ofMinutes(1));
  }
}

package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.linux.Inotify;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel does not tell is found all the same. */
class WatchesTest {
  @TempDir Path folder;

  private final List<ScarceWatches> opened = new ArrayList<>();
  private final List<Follower> followers = new ArrayList<>();

  @AfterEach
  void close() {
    followers.forEach(Follower::close);
  }

  private Follower follower(int watches) {
    Follower follower =
        new Follower(
            new TestLayout(folder),
            Follower.SETTINGS,
            (FakeTime time, System.Logger logger, TailCounts counts) -> {
              opened.add(new ScarceWatches(KernelWatches.open(time, logger, counts), watches));
              return opened.getLast();
            });
    followers.add(follower);
    return follower;
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, "o|" + line + "\n", CREATE, APPEND);
  }

  @Test
  void whenTheQueueOverflowsEverythingIsLookedThrough() throws Exception {
    Follower follower = follower(1000);
    append(folder.resolve("x.log"), "one");
    assertThat(follower.look().lines()).containsExactly("o one");
    opened.getLast().overflow();
    append(folder.resolve("x.log"), "two");
    Path below = Files.createDirectory(folder.resolve("below"));
    append(below.resolve("y.log"), "three");
    Files.move(folder.resolve("x.log"), folder.resolve("x.log.1"));
    append(folder.resolve("x.log"), "four");
    assertThat(follower.look().lines())
        .containsExactlyInAnyOrder("o one", "o two", "o three", "o four");
    assertThat(follower.counts.rescanned.get()).isEqualTo(1);
    append(below.resolve("y.log"), "five");
    assertThat(follower.look().lines()).hasSize(5);
  }

  @Test
  void foldersWithoutAWatchAreLookedThroughEveryTwoSeconds() throws Exception {
    Follower follower = follower(1);
    Path below = Files.createDirectory(folder.resolve("below"));
    append(below.resolve("y.log"), "one");
    assertThat(follower.look().lines()).containsExactly("o one");
    append(below.resolve("y.log"), "two");
    assertThat(follower.look().lines()).hasSize(1);
    assertThat(follower.pass(Duration.ofSeconds(3)).lines()).containsExactly("o one", "o two");
    append(folder.resolve("x.log"), "three");
    assertThat(follower.look().lines()).hasSize(3);
  }

  @Test
  void withoutAnyWatchAllIsFoundToo() throws Exception {
    Follower follower = follower(0);
    append(folder.resolve("x.log"), "one");
    assertThat(follower.pass(Duration.ofSeconds(3)).lines()).containsExactly("o one");
  }

  @Test
  void aFolderToWhichNoLinkLeadsAnyMoreIsNotWatched(@TempDir Path elsewhere) throws Exception {
    Follower follower = follower(1000);
    Path current = folder.resolve("current.log");
    for (int i = 0; i < 10; i++) {
      Path target = Files.createDirectory(elsewhere.resolve("run" + i)).resolve("file");
      append(target, "line " + i);
      Files.createSymbolicLink(folder.resolve("next"), target);
      Files.move(
          folder.resolve("next"),
          current,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(follower.look().lines()).hasSize(i + 1);
      assertThat(opened.getLast().given()).isEqualTo(2);
    }
    Files.delete(current);
    Follower _ = follower.look();
    assertThat(opened.getLast().given()).isEqualTo(1);
  }

  /** One that cannot be a path in this locale, or any. */
  @Test
  void aNameThatIsNoPathIsLookedFor() {
    List<Chain.Found> found = new ArrayList<>();
    Folders folders =
        new Folders(
            new TestLayout(folder),
            new NoWatches(new FakeTime()) {
              @Override
              public int watch(Path path) {
                return 7;
              }
            },
            new Folders.Owner() {
              @Override
              public void found(Chain.Found file) {
                found.add(file);
              }

              @Override
              public void gone(Chain.Found file) {}

              @Override
              public void written(Chain.Found file) {}

              @Override
              public void refused(Path refused) {}

              @Override
              public void admitted() {}
            });
    folders.scan();
    try {
      append(folder.resolve("x.log"), "one");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(folders.happened(7, Inotify.CREATE, "no\0path")).isFalse();
    assertThat(found).hasSize(1);
    assertThat(folders.happened(7, Inotify.MODIFY, "no\0path")).isFalse();
  }
}

package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several things happen to a log before anybody looks again. */
class RotationsInOneLookTest {
  /** Long enough for a file to be known again by its bytes. */
  private static final String LONG = "a line by which its file is known".repeat(4);

  @TempDir Path folder;

  private void append(String name, String line) throws IOException {
    Files.writeString(folder.resolve(name), "o|" + line + "\n", CREATE, APPEND);
  }

  private void compress(String from, String to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(to)))) {
      Files.copy(folder.resolve(from), out);
    }
  }

  private void truncate(String name) throws IOException {
    try (var file = Files.newByteChannel(folder.resolve(name), StandardOpenOption.WRITE)) {
      var _ = file.truncate(0);
    }
  }

  /** The new one's inode is the old one's, so that only what is read tells of the rotation. */
  @Test
  void whatIsOlderThanAReplacedFileIsFoundBeforeThatIsRead() throws Exception {
    append("x.log", LONG);
    try (Follower follower = new Follower(new TestLayout(folder), Follower.SETTINGS, false)) {
      Follower _ = follower.look().sync();
      append("x.log", "unread");
      Follower _ = follower.kill();
      compress("x.log", "x.log.2.gz");
      append("x.log.1", "between");
      truncate("x.log");
      append("x.log", "new");
      boolean _ = follower.step();
      assertThat(follower.look().lines())
          .containsExactly("o " + LONG, "o unread", "o between", "o new");
      assertThat(follower.files().getLast().seenBytes).isEqualTo("o|new\n".length());
    }
  }

  /** What is open is not what was read of it, and has no name any more. */
  @Test
  void aFileThatIsCopiedTruncatedAndThenCompressedIsKnownByItsCopy() throws Exception {
    append("x.log", LONG);
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      append("x.log", "unread");
      Files.copy(folder.resolve("x.log"), folder.resolve("x.log.2"));
      truncate("x.log");
      append("x.log", "new" + LONG + LONG);
      compress("x.log", "x.log.1.gz");
      Files.delete(folder.resolve("x.log"));
      append("x.log", "newest");
      assertThat(follower.look().pass(Duration.ofSeconds(20)).lines())
          .containsExactly("o " + LONG, "o unread", "o new" + LONG + LONG, "o newest");
    }
  }

  @Test
  void aFileThatIsCopiedAndTruncatedTwiceLeavesTwoCopies() throws Exception {
    append("x.log", LONG);
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      append("x.log", "unread");
      Files.copy(folder.resolve("x.log"), folder.resolve("x.log.2"));
      truncate("x.log");
      append("x.log", "new" + LONG);
      Files.copy(folder.resolve("x.log"), folder.resolve("x.log.1"));
      truncate("x.log");
      append("x.log", "newest");
      assertThat(follower.look().lines())
          .containsExactly("o " + LONG, "o unread", "o new" + LONG, "o newest");
    }
  }

  /** Here that it was truncated tells that it was copied. */
  @Test
  void aShortLogThatIsCopiedAndTruncatedIsReadOnce() throws Exception {
    append("x.log", "short");
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      append("x.log", "unread");
      Files.copy(folder.resolve("x.log"), folder.resolve("x.log.1"));
      truncate("x.log");
      append("x.log", "new");
      assertThat(follower.look().lines()).containsExactly("o short", "o unread", "o new");
      assertThat(follower.counts.shortFiles).hasValue(0);
    }
  }

  /** It may as well be another one that says the same first. */
  @Test
  void aShortFileThatGotAnotherLogsNameMeanwhileIsReadTwiceAndCounted() throws Exception {
    append("x.log", "short");
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look().sync().down();
      Files.move(folder.resolve("x.log"), folder.resolve("y.log"));
      assertThat(follower.revive().look().lines()).containsExactly("o short", "o short");
      assertThat(follower.counts.shortFiles).hasValue(1);
    }
  }

  /** Nothing tells the new one from the empty one that was there, whose inode it has. */
  @Test
  void whatWasWrittenToAnEmptyFileIsFoundBeforeTheNextOneIsRead() throws Exception {
    append("x.log.2", "zero");
    Path _ = Files.createFile(folder.resolve("x.log"));
    try (Follower follower = new Follower(new TestLayout(folder), Follower.SETTINGS, false)) {
      append("x.log", "one");
      compress("x.log", "x.log.1.gz");
      truncate("x.log");
      append("x.log", "two");
      assertThat(follower.look().pass(Duration.ofSeconds(3)).lines())
          .containsExactly("o zero", "o one", "o two");
    }
  }

  /** As ext4 gives the inode of a deleted file to the next one. */
  @Test
  void whatIsWrittenToAFileIsSeenThoughItsInodeWasThatOfOnePassedOver() throws Exception {
    append("x.log", LONG);
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      append("x.log.1", "a copy that came late");
      Follower _ = follower.look();
      Files.move(folder.resolve("x.log.1"), folder.resolve("free"));
      truncate("free");
      Files.move(folder.resolve("x.log"), folder.resolve("x.log.1"));
      append("free", "new");
      Files.move(folder.resolve("free"), folder.resolve("x.log"));
      assertThat(follower.look().lines()).containsExactly("o " + LONG, "o new");
      append("x.log", "more");
      assertThat(follower.look().lines()).hasSize(3).contains("o more");
    }
  }

  /** It was empty under this name, and comes before another now. */
  @Test
  void anEmptyFileHasNoPlaceBeforeItIsRead() throws Exception {
    append("x.log.2", "zero");
    Path _ = Files.createFile(folder.resolve("x.log.1"));
    append("x.log", "one");
    try (Follower follower = new Follower(folder)) {
      Files.move(folder.resolve("x.log.1"), folder.resolve("free"));
      Files.move(folder.resolve("x.log"), folder.resolve("x.log.2.tmp"));
      compress("x.log.2", "x.log.3.gz");
      Files.move(folder.resolve("x.log.2.tmp"), folder.resolve("x.log.2"), REPLACE_EXISTING);
      append("free", "two");
      Files.move(folder.resolve("free"), folder.resolve("x.log.1"));
      append("x.log", "three");
      assertThat(follower.look().lines()).containsExactly("o zero", "o one", "o two", "o three");
    }
  }
}

package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each form of rotation, while it runs and while it does not. */
class EngineTest {
  @TempDir Path folder;

  private int written;
  private final List<String> all = new ArrayList<>();

  private void write(String name, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("o|line ").append(written).append('\n');
      all.add("o line " + written++);
    }
    Files.writeString(folder.resolve(name), text, CREATE, APPEND);
  }

  private void move(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to));
  }

  private void gzip(String name) throws IOException {
    Path tmp = folder.resolve(name + ".tmp");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tmp))) {
      Files.copy(folder.resolve(name), out);
    }
    Files.move(tmp, folder.resolve(name + ".gz"));
    Files.delete(folder.resolve(name));
  }

  @Test
  void readsWhatIsThereAndWhatComes() throws Exception {
    write("x.log", 3);
    try (Follower follower = new Follower(folder)) {
      assertThat(follower.look().lines()).isEqualTo(all);
      write("x.log", 2);
      assertThat(follower.look().lines()).isEqualTo(all);
      write("y.log", 2);
      assertThat(follower.look().lines()).isEqualTo(all);
      assertThat(follower.sync().kill().look().lines()).isEqualTo(all);
    }
  }

  @Test
  void anUnfinishedLineWaits() throws Exception {
    try (Follower follower = new Follower(folder)) {
      Files.writeString(folder.resolve("x.log"), "o|ha");
      assertThat(follower.look().lines()).isEmpty();
      Files.writeString(folder.resolve("x.log"), "lf\no|", APPEND);
      assertThat(follower.look().lines()).containsExactly("o half");
      follower.sync().kill();
      Files.writeString(folder.resolve("x.log"), "more\n", APPEND);
      assertThat(follower.look().lines()).containsExactly("o half", "o more");
    }
  }

  @Test
  void renamed() throws Exception {
    try (Follower follower = new Follower(folder)) {
      for (int i = 0; i < 5; i++) {
        write("x.log", 3);
        Follower _ = follower.look();
        write("x.log", 3);
        if (Files.exists(folder.resolve("x.log.1"))) {
          if (Files.exists(folder.resolve("x.log.2.gz"))) {
            Files.delete(folder.resolve("x.log.2.gz"));
          }
          gzip("x.log.1");
          move("x.log.1.gz", "x.log.2.gz");
        }
        move("x.log", "x.log.1");
        write("x.log.1", 1);
        write("x.log", 2);
        assertThat(follower.look().lines()).as("round %d", i).isEqualTo(all);
      }
      follower.sync().kill();
      assertThat(follower.look().lines()).isEqualTo(all);
      assertThat(follower.pass(Duration.ofSeconds(30)).lines()).isEqualTo(all);
    }
  }

  @Test
  void downDuringThreeRotations() throws Exception {
    try (Follower follower = new Follower(folder)) {
      write("x.log", 3);
      follower.look().sync();
      write("x.log", 3);
      follower.look().down();
      while (all.size() > 6) {
        all.removeLast();
      }
      write("x.log", 10);
      move("x.log", "x.log-1");
      gzip("x.log-1");
      write("x.log", 10);
      move("x.log", "x.log-2");
      gzip("x.log-2");
      write("x.log", 10);
      move("x.log", "x.log-3");
      write("x.log", 10);
      assertThat(follower.revive().look().lines()).isEqualTo(all);
      assertThat(follower.sync().kill().look().lines()).isEqualTo(all);
    }
  }

  @Test
  void copiedAndTruncated() throws Exception {
    try (Follower follower = new Follower(folder)) {
      write("x.log", 30);
      Follower _ = follower.look();
      write("x.log", 5);
      Files.copy(folder.resolve("x.log"), folder.resolve("x.log.1"));
      Files.writeString(folder.resolve("x.log"), "");
      write("x.log", 2);
      assertThat(follower.look().lines()).isEqualTo(all);
      assertThat(follower.sync().kill().look().lines()).isEqualTo(all);
    }
  }

  /** What had been seen of it and not read; of what came after the last look nobody knows. */
  @Test
  void whatWasUnreadWhenATruncatedFileHasNoCopyIsCounted() throws Exception {
    try (Follower follower = new Follower(folder)) {
      write("x.log", 100_000);
      long size = Files.size(folder.resolve("x.log"));
      follower.time.advance(Duration.ofMillis(25));
      assertThat(follower.step()).isTrue();
      List<String> read = follower.lines();
      assertThat(read).isNotEmpty().hasSizeLessThan(all.size());
      Files.writeString(folder.resolve("x.log"), "");
      List<String> before = List.copyOf(all);
      write("x.log", 2);
      List<String> after = new ArrayList<>(read);
      after.addAll(all.subList(before.size(), all.size()));
      assertThat(follower.look().lines()).isEqualTo(after);
      assertThat(follower.counts.lost(TailCounts.Loss.TRUNCATED)).isZero();
      Follower _ = follower.pass(Duration.ofSeconds(12));
      long taken = read.stream().mapToLong(line -> line.length() + 1L).sum();
      assertThat(follower.counts.lost(TailCounts.Loss.TRUNCATED)).isEqualTo(size - taken);
      assertThat(follower.counts.lost(TailCounts.Loss.DELETED)).isZero();
      assertThat(follower.lines()).isEqualTo(after);
    }
  }

  @Test
  void whatCameWhileItWasDownIsReadEvenIfTheFirstStartWasAtTheEnd() throws Exception {
    TailSettings fromEnd =
        new TailSettings(
            true,
            4096,
            100_000,
            64,
            1 << 20,
            1 << 20,
            0,
            Duration.ofSeconds(5),
            Duration.ofMinutes(1));
    write("old.log", 3);
    write("dead.log.1", 3);
    gzip("dead.log.1");
    all.clear();
    try (Follower follower = new Follower(new TestLayout(folder), fromEnd, true)) {
      assertThat(follower.look().lines()).isEmpty();
      Follower _ = follower.sync().down();
      write("new.log", 5);
      assertThat(follower.revive().look().lines()).isEqualTo(all);
    }
  }

  @Test
  void emptyFilesKeepNoPlaceFromOthers() throws Exception {
    try (Follower follower = new Follower(folder)) {
      for (int i = 0; i < 2 * Follower.SETTINGS.maxOpenFiles(); i++) {
        Files.createFile(folder.resolve("empty" + i + ".log"));
      }
      assertThat(follower.look().lines()).isEmpty();
      write("x.log", 5);
      assertThat(follower.look().lines()).isEqualTo(all);
    }
  }

  @Test
  void deletedAndMadeAnew() throws Exception {
    try (Follower follower = new Follower(folder)) {
      for (int i = 0; i < 20; i++) {
        write("x.log", 3);
        assertThat(follower.look().lines()).isEqualTo(all);
        Files.delete(folder.resolve("x.log"));
        if (i % 2 == 0) {
          Follower _ = follower.look();
        }
      }
      assertThat(follower.pass(Duration.ofMinutes(20)).lines()).isEqualTo(all);
      assertThat(follower.positions()).isEmpty();
    }
  }

  @Test
  void deletedWhileUnread() throws Exception {
    write("x.log", 3);
    try (Follower follower = new Follower(folder)) {
      assertThat(follower.look().lines()).isEqualTo(all);
      write("x.log", 3);
      Files.delete(folder.resolve("x.log"));
      assertThat(follower.pass(Duration.ofSeconds(20)).lines()).isEqualTo(all);
    }
  }

  @Test
  void aLineInTwoFiles() throws Exception {
    try (Follower follower = new Follower(folder)) {
      Files.writeString(folder.resolve("x.log"), "o+one \ne|between\n");
      follower.look().sync();
      move("x.log", "x.log.1");
      Files.writeString(folder.resolve("x.log"), "e|after\n");
      follower.look().sync().kill().look();
      Files.writeString(folder.resolve("x.log"), "o|two\n", APPEND);
      assertThat(follower.look().lines()).containsExactly("e between", "e after", "o one two");
      assertThat(follower.sync().kill().look().lines()).hasSize(3);
    }
  }
}

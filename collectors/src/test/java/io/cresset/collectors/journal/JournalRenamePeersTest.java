package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listings that are made while files are renamed. */
class JournalRenamePeersTest {
  private final FakeTime time = new FakeTime();
  private final CollectorHarness harness = new CollectorHarness("journal", time);
  private final AtomicInteger vanish = new AtomicInteger();
  private final Map<String, ByteSlice> stored = new HashMap<>();
  @TempDir Path dir;

  private BasicFileAttributes about(Path path) throws java.io.IOException {
    if (vanish.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new NoSuchFileException(path.toString());
    }
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  private Following following(OpenFiles open, Progress progress) {
    return new Following(
        new JournalFolders(List.of(dir), 100, this::about),
        open,
        progress,
        new Said(harness.logger()),
        new JournalCounts(),
        time,
        (_, _, _) -> 0);
  }

  @Test
  void aNameThatVanishesWhileItIsListedIsNotAFileThatIsGone() throws Exception {
    Path file = dir.resolve("system.journal");
    Systemd.write(file, Systemd.USUAL, Systemd.entriesOfOne(9, 10));
    try (OpenFiles open =
        new OpenFiles(1, new JournalFile.Limits(1024, 1 << 20, 1 << 20), FileSource::open)) {
      Progress progress = new Progress(stored);
      Following following = following(open, progress);
      following.look(true);
      FollowedFile followed = following.files().iterator().next();
      followed.seek(10);
      progress.touch(followed);
      progress.take().applyTo(stored);
      assertThat(stored).hasSize(1);

      vanish.set(1);
      following.look(true);
      assertThat(following.files()).containsExactly(followed);
      assertThat(followed.isGone()).isFalse();
      assertThat(progress.files()).hasSize(1);

      // The same at the first listing after a start.
      Progress later = new Progress(stored);
      vanish.set(1);
      Following again = following(open, later);
      again.look(true);
      assertThat(later.files()).hasSize(1);
      assertThat(again.files()).extracting(FollowedFile::index).containsExactly(10L);

      Files.delete(file);
      again.look(true);
      assertThat(again.files()).isEmpty();
      assertThat(later.files()).isEmpty();
    }
  }
}

package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFilesTest {
  @TempDir Path folder;

  private final SmallFiles files = new SmallFiles();

  @Test
  void aFileLongerThanTheBufferIsReadWhole() throws Exception {
    String text = "0123456789abcdef".repeat(5_000);
    Path file = Files.writeString(folder.resolve("long"), text);
    assertThat(files.source(file.toString()).trimmed()).isEqualTo(text);
    Path shorter = Files.writeString(folder.resolve("short"), " x\n");
    assertThat(files.text(shorter.toString())).hasValue("x");
  }

  @Test
  void aFileLongerThanTheLimitIsRefused() throws IOException {
    Path file = folder.resolve("endless");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(SmallFiles.MAX_FILE_BYTES + 1);
    }
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> files.source(file.toString()))
        .withMessage(file + ": cannot be read: longer than 8388608 bytes");
    assertThat(files.item(file.toString())).isEmpty();
  }

  @Test
  void aFileOfTheLimitIsRead() throws Exception {
    Path file = folder.resolve("largest");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(SmallFiles.MAX_FILE_BYTES);
    }
    assertThat(files.source(file.toString()).nextLine()).isTrue();
  }

  @Test
  void whyAFileCannotBeReadIsSaid() {
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> files.source(folder + "/missing"))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.ABSENT));
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> files.source(folder.toString()))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED));
    assertThat(files.item(folder.toString())).isEmpty();
  }
}

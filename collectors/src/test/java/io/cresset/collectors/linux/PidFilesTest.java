package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFilesTest {
  @TempDir Path dir;

  @Test
  void readsFilesOfProcessesAndOfThreads() throws Exception {
    Files.createDirectories(dir.resolve("4294/task/7"));
    Files.writeString(dir.resolve("4294/stat"), "a process");
    Files.writeString(dir.resolve("4294/task/7/stat"), "a thread");
    Files.writeString(dir.resolve("4294/empty"), "");
    PidFiles files = new PidFiles(dir);
    assertThat(files.read(4294, "stat").orElseThrow().whole()).isEqualTo("a process");
    assertThat(files.read(4294, 7, "stat").orElseThrow().whole()).isEqualTo("a thread");
    assertThat(files.read(4294, "empty").orElseThrow().whole()).isEmpty();
    // A shorter path after a longer one.
    assertThat(files.read(1, "stat")).isEmpty();
    assertThat(files.hasEnded()).isTrue();
    assertThat(files.isForbidden()).isFalse();
  }

  @Test
  void longFilesAreCutAtTheLimit() throws Exception {
    Files.createDirectories(dir.resolve("1"));
    String text = "x".repeat(10_000);
    Files.writeString(dir.resolve("1/cmdline"), text);
    Files.writeString(dir.resolve("1/long"), text.repeat(10));
    PidFiles files = new PidFiles(dir);
    assertThat(files.read(1, "cmdline").orElseThrow().whole()).isEqualTo(text);
    assertThat(files.read(1, "long").orElseThrow().whole()).hasSize(PidFiles.MAX_FILE_BYTES);
  }

  @Test
  void aFolderIsNoFile() throws Exception {
    Files.createDirectories(dir.resolve("1/fd"));
    PidFiles files = new PidFiles(dir);
    assertThat(files.read(1, "fd")).isEmpty();
    assertThat(files.hasEnded()).isFalse();
  }
}

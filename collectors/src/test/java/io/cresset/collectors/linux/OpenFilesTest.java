package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.linux.OpenFiles.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  @TempDir Path folder;

  private void file(String path) throws Exception {
    Files.createDirectories(folder.resolve(path));
  }

  @Test
  void whatIsOpenedForTheListIsNotCounted() throws Exception {
    // As a kernel before 6.2 has it, with the folder itself as the last.
    for (String file : new String[] {"self/fd/0", "self/fd/1", "self/fd/2", "7/fd/0", "7/fd/1"}) {
      file(file);
    }
    OpenFiles open = new OpenFiles(folder, Way.LIST);
    assertThat(open.ofThisProcess()).isEqualTo(2);
    assertThat(open.of(7)).isEqualTo(2);
    assertThat(OpenFiles.in(folder).ofThisProcess()).isEqualTo(3);
  }

  @Test
  void whatMayNotBeSeenIsNotCounted() {
    assertThat(new OpenFiles(folder, Way.LIST).ofThisProcess()).isEqualTo(-1);
    assertThat(OpenFiles.in(folder).of(7)).isEqualTo(-1);
  }

  @Test
  void thisProcessHasSome() {
    assertThat(OpenFiles.in(Path.of("/proc")).ofThisProcess()).isPositive();
  }
}

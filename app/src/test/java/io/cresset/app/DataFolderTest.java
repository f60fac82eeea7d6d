package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path dir;

  @Test
  void whatIsConfiguredCounts() {
    Path named = Path.of("relative/folder");
    assertThat(DataFolder.choose(Optional.of(named), Map.of(), dir)).isEqualTo(named);
  }

  @Test
  void theSystemsFolderIsUsedIfItCanBeWrittenOrMade() throws Exception {
    Path system = dir.resolve("cresset");
    assertThat(DataFolder.choose(Optional.empty(), Map.of(), system)).isEqualTo(system);
    Files.createDirectory(system);
    assertThat(DataFolder.choose(Optional.empty(), Map.of(), system)).isEqualTo(system);
  }

  @Test
  void elseTheUsersStateFolder() {
    // Below a file, where no user can make a folder, root neither.
    Path system = Path.of("/dev/null/cresset");
    assertThat(choose(Map.of("XDG_STATE_HOME", "/s", "HOME", "/h"), system))
        .isEqualTo(Path.of("/s/cresset"));
    assertThat(choose(Map.of("HOME", "/h"), system)).isEqualTo(Path.of("/h/.local/state/cresset"));
    assertThat(choose(Map.of("XDG_STATE_HOME", "relative", "HOME", "/h"), system))
        .isEqualTo(Path.of("/h/.local/state/cresset"));
  }

  private static Path choose(Map<String, String> environment, Path system) {
    return DataFolder.choose(Optional.empty(), environment, system);
  }
}

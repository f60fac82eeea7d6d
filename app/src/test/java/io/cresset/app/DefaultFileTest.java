package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.core.config.CressetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code config default} prints is what runs without a file, and names everything else. */
class DefaultFileTest {
  private final String text = DefaultFile.of(ConfigFile.reference(), ConfigFile.running());

  private static CressetConfig read(Path folder, String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("cresset.yaml"), yaml);
    return ConfigFile.find(Optional.of(file), Map.of()).config();
  }

  private static List<String> components(CressetConfig config) {
    return List.of(
        config.general().toString(),
        config.collectors().stream().map(c -> c.component() + c.config()).toList().toString(),
        config.exporters().stream().map(e -> e.component() + e.config()).toList().toString());
  }

  @Test
  void itIsWhatRunsWithoutAFile(@TempDir Path folder) throws Exception {
    assertThat(components(read(folder, text))).isEqualTo(components(read(folder, "")));
  }

  @Test
  void whatDoesNotRunStandsThereBehindAHash() {
    assertThat(text)
        .contains("#  syslog:\n", "#    listen: [", "#    url: # required\n", "#data:\n")
        .contains("  node:\n", "  prometheus: {}\n");
  }

  @Test
  void everyKeyHasAWordOnWhatItIsFor() {
    List<String> lines = text.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches("#? *[a-z_]+:.*") && !lines.get(i).matches("#? *# .*")) {
        assertThat(lines.get(i - 1)).as("the line before " + lines.get(i)).matches("#? *# .*");
      }
    }
  }
}

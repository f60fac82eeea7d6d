package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.config.DataSize;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDoorsTest {
  private final DoorHarness harness = new DoorHarness("collectors", "journal", new FakeTime());
  private final Set<Path> closed = new HashSet<>();
  @TempDir Path dir;

  private boolean mayBeRead(Path path) {
    return Files.isReadable(path) && !closed.contains(path);
  }

  private List<String> lines(Path... paths) throws InterruptedException {
    return harness.lines(new JournalDoors(Reading.config(paths), harness, this::mayBeRead).all());
  }

  @Test
  void saysHowManyFilesCanBeRead() throws Exception {
    Path disk = Files.createDirectories(dir.resolve("var/log/journal"));
    Path none = dir.resolve("run/log/journal");
    assertThat(lines(disk, none)).containsExactly("ok " + disk + ": no journal files in it yet");
    Path machine = Files.createDirectories(disk.resolve("0123"));
    Files.createFile(machine.resolve("system.journal"));
    Files.createFile(machine.resolve("system@1.journal~"));
    Files.createFile(machine.resolve("system.txt"));
    assertThat(lines(disk, none)).containsExactly("ok " + disk + ": 2 journal files can be read");
  }

  @Test
  void withoutAJournalItSaysWhatToMount() throws Exception {
    assertThat(lines(dir.resolve("none")))
        .containsExactly(
            "FAIL paths: there is no journal in ["
                + dir.resolve("none")
                + "] and /nowhere/kmsg may not be read; mount the host's /var/log/journal and"
                + " /run/log/journal there, read-only, or set collectors.journal.paths");
  }

  @Test
  void whatMayNotBeReadNamesItsGroup() throws Exception {
    Path disk = Files.createDirectories(dir.resolve("var/log/journal"));
    Path file = Files.createFile(disk.resolve("system.journal"));
    closed.add(file);
    String group = Files.readAttributes(file, PosixFileAttributes.class).group().getName();
    String named = group.equals("root") ? "systemd-journal" : group;
    assertThat(lines(disk).getFirst())
        .startsWith("FAIL " + disk + ": " + file + " may not be read; let the user ")
        .contains("sudo usermod -aG " + named + " ", "supplementalGroups");
    Files.createFile(disk.resolve("user-1.journal"));
    assertThat(lines(disk).getFirst())
        .startsWith("warn " + disk + ": " + file + " may not be read; 1 can; let the user ");
  }

  @Test
  void aWrongConfigurationIsRefusedByKey() {
    assertThatThrownBy(() -> Reading.config())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("paths has 0 folders");
    Path path = Path.of("/a");
    assertThatThrownBy(() -> Reading.config(path, path))
        .hasMessageContaining("paths names a folder twice");
    assertThatThrownBy(() -> config(1, 1024)).hasMessageStartingWith("max_entry_bytes is 1B");
    assertThatThrownBy(() -> config(1 << 20, 1)).hasMessageStartingWith("max_fields is 1;");
  }

  private static JournalConfig config(long entryBytes, int fields) {
    return new JournalConfig(
        List.of(Path.of("/a")),
        JournalConfig.Start.END,
        Path.of("/k"),
        List.of(),
        List.of(),
        false,
        new DataSize(entryBytes),
        fields,
        1,
        1);
  }
}

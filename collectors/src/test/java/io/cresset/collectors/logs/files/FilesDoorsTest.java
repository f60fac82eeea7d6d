package io.cresset.collectors.logs.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.api.check.Finding;
import io.cresset.collectors.logs.tail.Reach;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesDoorsTest {
  @TempDir Path folder;

  private Finding look(String include, Reach reach) throws Exception {
    FilesConfig config = TestConfig.of(List.of(folder + include), Map.of());
    DoorHarness context = new DoorHarness("collectors", "files", new FakeTime());
    List<Door> doors = new FilesDoors(config, context, reach).all();
    assertThat(doors).hasSize(1);
    return doors.getFirst().trial().open().getFirst();
  }

  @Test
  void whatCanBeReadIsCounted() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    Files.writeString(folder.resolve("a/x.log"), "");
    Files.writeString(folder.resolve("a/y.txt"), "");
    Finding found = look("/*/*.log", _ -> true);
    assertThat(found.state()).isEqualTo(Finding.State.OK);
    assertThat(found.detail()).isEqualTo("1 file can be read");
  }

  @Test
  void whoMayNotReadWhat() throws Exception {
    Path file = folder.resolve("x.log");
    Files.writeString(file, "");
    Finding found = look("/*.log", path -> !path.equals(file));
    assertThat(found.state()).isEqualTo(Finding.State.FAIL);
    assertThat(found.detail()).startsWith(file.toString()).endsWith("may not be read");
    assertThat(found.remedy()).contains(System.getProperty("user.name")).contains("read it");
  }

  @Test
  void aFolderThatMayNotBeEntered() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("a"));
    Finding found = look("/*/*.log", path -> !path.equals(closed));
    assertThat(found.state()).isEqualTo(Finding.State.FAIL);
    assertThat(found.detail()).startsWith(closed.toString());
  }

  @Test
  void nothingIsThereYet() throws Exception {
    assertThat(look("/*.log", _ -> true).state()).isEqualTo(Finding.State.WARN);
    Finding found = look("/none/*.log", _ -> true);
    assertThat(found.state()).isEqualTo(Finding.State.WARN);
    assertThat(found.detail()).contains("does not exist");
    assertThat(found.remedy()).contains("collectors.files.include");
  }
}

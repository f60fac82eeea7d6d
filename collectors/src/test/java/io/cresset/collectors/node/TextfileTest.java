package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.system.Textfile;
import io.cresset.collectors.node.system.TextfileOptions;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders that cannot be cases: pipes, large files, names that are none. */
@Timeout(60)
class TextfileTest {
  private static final int LARGE_BYTES = 12 * 1024 * 1024;

  @TempDir Path dir;
  private final List<String> warnings = new ArrayList<>();

  private List<String> names(String... folders) throws CollectFailure {
    Host host = new Host(dir, dir, dir, dir, new FakeMachine(dir), new FakeTime(), warnings::add);
    List<MetricFamily> families = new ArrayList<>();
    new Textfile(host, new TextfileOptions(List.of(folders))).collect(families::add);
    warnings.replaceAll(line -> line.replace(dir.toString(), ""));
    return families.stream().map(family -> family.spec().name()).toList();
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    Pipe.make(dir.resolve("a.prom"));
    Files.writeString(dir.resolve("b.prom"), "good 1\n");
    assertThat(names(dir.toString())).contains("good");
    assertThat(warnings).containsExactly("textfile: /a.prom cannot be read: it is no regular file");
  }

  @Test
  void allFilesTogetherHaveALimit() throws Exception {
    for (String name : List.of("a.prom", "b.prom", "c.prom")) {
      large(dir.resolve(name));
    }
    assertThat(names(dir.toString())).containsExactly("node_textfile_scrape_error");
    assertThat(warnings)
        .hasSize(3)
        .contains("textfile: /c.prom cannot be read: with it all are longer than 33554432 bytes");
  }

  private static void large(Path file) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(LARGE_BYTES);
    }
  }

  @Test
  void whatCannotBeAPathHidesNoOtherFolder() throws Exception {
    Files.writeString(dir.resolve("b.prom"), "good 1\n");
    assertThat(names("/srv/\0", dir.toString())).contains("good");
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("textfile: directory '/srv/\0' cannot be a path: ");
  }
}

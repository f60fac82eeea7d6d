package io.cresset.collectors.process;

import io.cresset.testkit.CaseFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders {@code cases/process/<case>} with {@code proc} as it was at first, and in {@code later}
 * what had changed at the run whose page is expected.
 */
class ProcessCasesTest {
  @TempDir Path dir;

  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in("cases/process", this::page);
  }

  private String page(Path folder) throws Exception {
    Path proc = Files.createTempDirectory(dir, "case").resolve("proc");
    copy(folder.resolve("proc"), proc);
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc))) {
      String page = rig.text();
      if (Files.exists(folder.resolve("later"))) {
        copy(folder.resolve("later"), proc);
        page = rig.text();
      }
      if (rig.failure().isPresent()) {
        page +=
            "failed, "
                + rig.failure().get().kind().reason()
                + ": "
                + rig.failure().get().getMessage().replace(proc.toString(), "proc")
                + "\n";
      }
      return page;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.notExists(from)) {
      return;
    }
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}

package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatvfsTest {

  @Test
  void sizesAreThoseThatTheJdkSees(@TempDir Path folder) throws IOException {
    assertThat(Statvfs.of(folder.toString()))
        .isInstanceOfSatisfying(
            Vfs.Sizes.class,
            sizes -> {
              assertThat(sizes.blockSize()).isPositive();
              assertThat(sizes.blocks() * sizes.blockSize()).isEqualTo(total(folder));
              assertThat(sizes.blocksFree()).isBetween(sizes.blocksAvailable(), sizes.blocks());
              assertThat(sizes.filesFree()).isBetween(0L, sizes.files());
            });
  }

  private static long total(Path folder) {
    return folder.toFile().getTotalSpace();
  }

  @Test
  void errorsHaveTheWordsThatGoHas(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(Statvfs.of(folder + "/ä/missing"))
        .isEqualTo(new Vfs.Refused("no such file or directory"));
    assertThat(Statvfs.of(file + "/below")).isEqualTo(new Vfs.Refused("not a directory"));
    assertThat(Statvfs.of(folder + "/" + "x".repeat(300)))
        .isEqualTo(new Vfs.Refused("file name too long"));
    assertThat(Errno.words(107)).isEqualTo("transport endpoint is not connected");
    assertThat(Errno.words(4095)).isEqualTo("errno 4095");
  }
}

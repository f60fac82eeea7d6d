package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.node.Machine.Vfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibcTest {

  @Test
  void sizesAreThoseThatTheJdkSees(@TempDir Path folder) throws IOException {
    assertThat(Libc.statvfs(folder.toString()))
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
    assertThat(Libc.statvfs(folder + "/ä/missing"))
        .isEqualTo(new Vfs.Refused("no such file or directory"));
    assertThat(Libc.statvfs(file + "/below")).isEqualTo(new Vfs.Refused("not a directory"));
    assertThat(Libc.statvfs(folder + "/" + "x".repeat(300)))
        .isEqualTo(new Vfs.Refused("file name too long"));
    assertThat(Libc.error(107)).isEqualTo("transport endpoint is not connected");
    assertThat(Libc.error(4095)).isEqualTo("errno 4095");
  }

  @Test
  void unameIsWhatTheKernelTellsInProc() throws IOException {
    Path kernel = Path.of("/proc/sys/kernel");
    assertThat(Libc.uname())
        .hasValueSatisfying(
            name -> {
              assertThat(name.sysname()).isEqualTo("Linux");
              assertThat(name.release()).isEqualTo(text(kernel.resolve("osrelease")));
              assertThat(name.version()).isEqualTo(text(kernel.resolve("version")));
              assertThat(name.nodename()).isEqualTo(text(kernel.resolve("hostname")));
              assertThat(name.domainname()).isEqualTo(text(kernel.resolve("domainname")));
              assertThat(name.machine()).isNotEmpty();
            });
  }

  private static String text(Path file) {
    return new SmallFiles().text(file.toString()).orElse("");
  }
}

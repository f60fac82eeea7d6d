package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnameTest {

  @Test
  void unameIsWhatTheKernelTellsInProc() throws IOException {
    Path kernel = Path.of("/proc/sys/kernel");
    assertThat(Uname.ofThisMachine())
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

package io.cresset.collectors.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.linux.Scan;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountTableTest {
  private static final FilesystemOptions OPTIONS =
      new FilesystemOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(5),
          32);

  /** The default of node_exporter's {@code --collector.filesystem.mount-points-exclude}. */
  private static final Pattern EXCLUDE =
      Pattern.compile(
          "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/dev",
        "/dev/shm",
        "/device",
        "/proc",
        "/proc/sys/fs",
        "/process",
        "/sys/kernel",
        "/system",
        "/run",
        "/run/credentials",
        "/run/credentials/x",
        "/run/credentials/x/y",
        "/run/user/1000",
        "/var/lib/docker",
        "/var/lib/docker/",
        "/var/lib/docker/overlay2",
        "/var/lib/dockers/x",
        "/var/lib/containers/storage",
        "/var/lib/containers/storage/overlay",
        "/mnt/dev",
        "/srv/proc/x"
      })
  void leavesOutWhatNodeExporterExcludes(String point) {
    assertThat(OPTIONS.points().takes(point)).isNotEqualTo(EXCLUDE.matcher(point).find());
  }

  @ParameterizedTest
  @CsvSource({
    "/, /data, /data",
    "/host, /host, /",
    "/host, /host/data, /data",
    "/host, /hostile, /hostile",
    "/host, /data, /data",
    "/host, /, /",
  })
  void takesTheRootFileSystemsPrefixOff(String rootfs, String point, String seen) {
    Scan in = Scan.of("mountinfo", "1 2 8:1 / " + point + " rw - ext4 /dev/sda1 rw\n");
    assertThat(MountTable.parse(in, rootfs, OPTIONS.points(), OPTIONS.types()).mounts())
        .extracting(MountTable.Mount::point)
        .containsExactly(seen);
  }

  @ParameterizedTest
  @CsvSource({
    "/a b, '/a\\040b'",
    "/a\\, '/a\\134'",
    "'/\\04', '/\\04'",
    "'/\\048', '/\\048'",
    "'/\\377', '/\\377'",
    "'/x\\', '/x\\'",
  })
  void undoesTheKernelsEscapes(String plain, String escaped) {
    assertThat(MountTable.unescaped(escaped)).isEqualTo(plain);
  }

  @Test
  void keepsGoodLinesBesideABrokenOne() {
    MountTable table =
        MountTable.parse(
            Scan.of("mountinfo", "broken\n1 2 8:1 / /a rw - ext4 /dev/sda1 rw\nbroken too\n"),
            "/",
            OPTIONS.points(),
            OPTIONS.types());
    assertThat(table.mounts()).hasSize(1);
    assertThat(table.problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).hasMessage("mountinfo:1: is not a line of mountinfo"));
  }
}

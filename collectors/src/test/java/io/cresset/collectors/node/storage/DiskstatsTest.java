package io.cresset.collectors.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskstatsTest {
  /** The default of node_exporter's {@code --collector.diskstats.device-exclude}. */
  private static final Pattern EXCLUDE =
      Pattern.compile("^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "a1",
        "d1",
        "da1",
        "sd1",
        "sda",
        "sda1",
        "sda12",
        "sdaa1",
        "sdA1",
        "sd-1",
        "xsda1",
        "hdb2",
        "vdc3",
        "xvdd4",
        "yvdd4",
        "wda1",
        "ram0",
        "zram0",
        "xram0",
        "ram",
        "loop7",
        "loop",
        "fd0",
        "nvme0n1",
        "nvme0n1p1",
        "nvme10n22p333",
        "nvme0n1p",
        "nvme0np1",
        "nvmen1p1",
        "nvme0c0n1p1",
        "nvme1p1",
        "nvmep1",
        "np1",
        "p1",
        "mmcblk0",
        "mmcblk0p1",
        "dm-0",
        "md127",
        "sr0"
      })
  void leavesOutWhatNodeExporterExcludes(String device) {
    DiskstatsOptions options = new DiskstatsOptions(Optional.empty(), Optional.empty());
    assertThat(options.devices().takes(device)).isNotEqualTo(EXCLUDE.matcher(device).find());
  }
}

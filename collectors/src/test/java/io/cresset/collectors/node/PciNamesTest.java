package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.node.hardware.PciDevices;
import io.cresset.collectors.node.source.Host;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of names that is put there while the program runs. */
class PciNamesTest {
  @TempDir Path dir;
  private final List<String> warnings = new ArrayList<>();

  private static String vendor(PciDevices devices) throws CollectFailure {
    List<String> told = new ArrayList<>();
    devices.collect(
        family -> {
          if (family.spec().name().equals("node_pcidevice_info")) {
            family
                .points()
                .getFirst()
                .labels()
                .forEach(
                    (name, value) ->
                        told.addAll(name.equals("vendor_name") ? List.of(value) : List.of()));
          }
        });
    return told.getFirst();
  }

  @Test
  void aFileOfNamesThatComesLaterIsRead() throws Exception {
    Path device = Files.createDirectories(dir.resolve("bus/pci/devices/0000:00:1f.6"));
    Files.writeString(device.resolve("class"), "0x020000\n");
    Files.writeString(device.resolve("vendor"), "0xabcd\n");
    Host host = new Host(dir, dir, dir, dir, new FakeMachine(dir), new FakeTime(), warnings::add);
    PciDevices devices =
        new PciDevices(
            host,
            TestNodeConfig.here().with("pcidevice.names", "true").build().options().pcidevice());
    assertThat(vendor(devices)).isEqualTo("abcd");
    assertThat(vendor(devices)).isEqualTo("abcd");
    assertThat(warnings).hasSize(1);
    Path names = Files.createDirectories(dir.resolve("usr/share/misc")).resolve("pci.ids");
    Files.writeString(names, "abcd  Example Networks\n");
    assertThat(vendor(devices)).isEqualTo("Example Networks");
    // What is known is not read again.
    Files.delete(names);
    assertThat(vendor(devices)).isEqualTo("Example Networks");
    assertThat(warnings).hasSize(1);
  }
}

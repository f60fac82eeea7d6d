package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that lack something, as folders. */
class NodeDoorsTest {
  private final DoorHarness harness = new DoorHarness("collectors", "node", new FakeTime());
  @TempDir Path dir;

  private List<Door> doors(String... parts) {
    List<String> others =
        Arrays.stream(NodePart.values())
            .map(NodePart::id)
            .filter(id -> !List.of(parts).contains(id))
            .toList();
    List<String> wanted =
        TestNodeConfig.offByDefault().stream().filter(List.of(parts)::contains).toList();
    NodeConfig config = TestNodeConfig.in(dir).enabling(wanted).disabling(others).build();
    return new NodeDoors(config, harness, new FakeMachine(dir)).all();
  }

  private List<String> lines(String... parts) throws InterruptedException {
    return harness.lines(doors(parts)).stream()
        .map(line -> line.replace(dir.toString(), ""))
        .toList();
  }

  private void file(String path, String text) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void roots() throws IOException {
    for (String root : List.of("proc", "sys", "rootfs", "udev")) {
      Files.createDirectories(dir.resolve(root));
    }
  }

  @Test
  void aMissingRootNamesWhoNeedsIt() throws Exception {
    Files.createDirectories(dir.resolve("sys"));
    Files.createDirectories(dir.resolve("rootfs"));
    assertThat(lines("loadavg", "stat", "filesystem"))
        .containsExactly(
            "FAIL procfs: /proc does not exist, so nothing comes from loadavg, stat; put it there,"
                + " or set collectors.node.procfs to another",
            "ok sysfs: /sys can be read",
            "ok rootfs: /rootfs can be read",
            "warn udev_data: /udev does not exist, so disks are without model and serial number;"
                + " mount this machine's /run/udev/data there, or set collectors.node.udev_data",
            "FAIL mounts: /proc does not exist; set collectors.node.procfs right");
  }

  @Test
  void whatOneSubCollectorLacksIsItsOwnLine() throws Exception {
    roots();
    file("proc/loadavg", "0.88 0.62 0.61 3/180 21574\n");
    List<String> lines = lines("loadavg", "pressure");
    assertThat(lines).contains("ok sub-collectors: 1 read what they need");
    assertThat(lines)
        .last()
        .asString()
        .startsWith("warn pressure: /proc/pressure: this kernel keeps no pressure stall")
        .endsWith("; if this machine has none, list pressure in collectors.node.disable");
  }

  @Test
  void hardwareThatIsNotThereIsNothingToDoAbout() throws Exception {
    roots();
    file("proc/loadavg", "0.88 0.62 0.61 3/180 21574\n");
    assertThat(lines("loadavg", "hwmon", "zfs"))
        .contains("ok sub-collectors: 1 read what they need", "ok nothing here: for hwmon, zfs");
  }

  @Test
  void whatWasAskedForAndIsNotThereIsItsOwnLine() throws Exception {
    roots();
    NodeConfig config =
        TestNodeConfig.in(dir)
            .enabling(List.of("kernel_hung"))
            .disabling(
                Arrays.stream(NodePart.values())
                    .map(NodePart::id)
                    .filter(id -> !id.equals("kernel_hung"))
                    .toList())
            .build();
    assertThat(harness.lines(new NodeDoors(config, harness, new FakeMachine(dir)).all()))
        .last()
        .asString()
        .startsWith("warn kernel_hung: " + dir + "/proc/sys/kernel/hung_task_detect_count: there")
        .endsWith("; if this machine has none, list kernel_hung in collectors.node.disable");
  }

  @Test
  void servicesAreDoorsOfTheirOwn() throws Exception {
    roots();
    file("proc/loadavg", "0.88 0.62 0.61 3/180 21574\n");
    assertThat(lines("loadavg", "supervisord"))
        .contains("ok sub-collectors: 1 read what they need")
        .last()
        .asString()
        .startsWith("warn supervisord: http://localhost:9001/RPC2: Connection refused; if this")
        .endsWith(", list supervisord in collectors.node.disable");
    Files.copy(
        Path.of("src/test/resources/cases/node/supervisord/four-processes/posted"),
        dir.resolve("posted"));
    assertThat(lines("supervisord")).last().isEqualTo("ok supervisord: it answers");
    assertThat(doors("loadavg", "supervisord", "systemd"))
        .extracting(Door::name)
        .containsExactly("files", "supervisord", "systemd");
  }

  @Test
  void whatMayNotBeReadFails() throws Exception {
    roots();
    file("proc/loadavg", "0.88 0.62 0.61 3/180 21574\n");
    Path file = dir.resolve("proc/loadavg");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    // Root may read everything.
    String expected =
        Files.isReadable(file)
            ? "ok sub-collectors: 1 read what they need"
            : "FAIL loadavg: /proc/loadavg: may not be read; let the user "
                + System.getProperty("user.name")
                + " read it, or list loadavg in collectors.node.disable";
    assertThat(lines("loadavg")).last().isEqualTo(expected);
  }

  @Test
  void withoutNetlinkTheOtherWayIsNamed() throws Exception {
    roots();
    assertThat(lines("netdev"))
        .last()
        .asString()
        .startsWith("warn netdev: netlink: protocol not supported; allow this program")
        .contains("netdev.netlink: false");
  }

  @Test
  void mountsThatDoNotAnswerAreNamed() throws Exception {
    roots();
    file(
        "proc/1/mountinfo",
        """
        27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
        28 27 0:50 / /nas rw,relatime shared:2 - nfs4 nas:/data rw
        """);
    file("statvfs", "/ 4096 100 50 40 10 5\n/nas permission denied\n");
    assertThat(lines("filesystem"))
        .last()
        .asString()
        .startsWith("warn mounts: no sizes from 1 of 2: /rootfs/nas (permission denied); let ")
        .contains("collectors.node.rootfs");
    file("statvfs", "/ 4096 100 50 40 10 5\n/nas 4096 100 50 40 10 5\n");
    assertThat(lines("filesystem")).last().isEqualTo("ok mounts: the sizes of all 2 can be read");
  }
}

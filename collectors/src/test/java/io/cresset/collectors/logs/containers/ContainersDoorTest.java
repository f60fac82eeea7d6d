package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.api.check.PathDoor;
import io.cresset.collectors.logs.tail.Reach;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of folders, logs and links, and what mends each; rights are told by the test. */
class ContainersDoorTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String KEY = "collectors.containers.root";

  private final DoorHarness harness = new DoorHarness("collectors", "containers", new FakeTime());
  @TempDir Path dir;
  private Path root;
  private Path log;

  @BeforeEach
  void aNode() throws IOException {
    root = dir.resolve("pods");
    log = root.resolve("shop_web-0_uid/web/0.log");
    Files.createDirectories(log.getParent());
  }

  private String line(Reach reach) throws InterruptedException {
    List<String> lines =
        harness.lines(
            List.of(
                Door.local(
                    "root", () -> List.of(new ContainersDoor(root, harness, reach).look()))));
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }

  @Test
  void whatCanBeReadIsCounted() throws Exception {
    assertThat(line(_ -> true)).isEqualTo("ok root: " + root + " has no log yet");
    Files.writeString(log, "");
    Files.writeString(log.resolveSibling("0.log.20260102-030405.gz"), "");
    assertThat(line(_ -> true)).isEqualTo("ok root: 2 logs below " + root + " can be read");
  }

  @Test
  void aRootThatIsNotThereHasToBeMounted() throws Exception {
    root = dir.resolve("none");
    assertThat(line(_ -> true))
        .isEqualTo(
            "FAIL root: "
                + root
                + " does not exist; mount the node's folder there (in Kubernetes a hostPath"
                + " volume), or set "
                + KEY);
    root = Files.writeString(dir.resolve("file"), "");
    assertThat(line(_ -> true)).startsWith("FAIL root: " + root + " is no folder; set " + KEY);
  }

  @Test
  void aFolderAboveNeedNotBeListed() throws Exception {
    Files.writeString(log, "");
    Reach passing =
        new Reach() {
          @Override
          public boolean reads(Path path) {
            return path.startsWith(root);
          }

          @Override
          public boolean passes(Path folder) {
            return true;
          }
        };
    assertThat(line(passing)).startsWith("ok root: a log below ");
    assertThat(line(path -> path.startsWith(root))).startsWith("FAIL root: " + dir + " (");
  }

  @Test
  void aLogThatMayNotBeReadNamesItsGroupOrItsOwner() throws Exception {
    Files.writeString(log, "");
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r-----"));
    String group =
        Files.getFileAttributeView(log, java.nio.file.attribute.PosixFileAttributeView.class)
            .readAttributes()
            .group()
            .getName();
    String owner = Files.getOwner(log).getName();
    assertThat(line(path -> !path.equals(log)))
        .isEqualTo(
            "FAIL root: 1 of 1 logs and folders below %s may not be read, such as %s (rw-r-----"
                    .formatted(root, log)
                + " %s %s); add %s to the group %s (in Kubernetes supplementalGroups: [%s])"
                    .formatted(
                        owner, group, PathDoor.user(), group, Files.getAttribute(log, "unix:gid")));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-------"));
    assertThat(line(path -> !path.equals(log)))
        .endsWith(
            "; run Cresset as %s (in Kubernetes runAsUser: %s), or let %s read it"
                .formatted(owner, Files.getAttribute(log, "unix:uid"), PathDoor.user()));
  }

  @Test
  void aFolderOnTheWayThatMayNotBeEnteredIsNamed() throws Exception {
    Files.writeString(log, "");
    Path pod = root.resolve("shop_web-0_uid");
    assertThat(line(path -> !path.equals(pod))).contains("such as " + pod + " (rwx");
    assertThat(line(path -> !path.equals(dir)))
        .startsWith("FAIL root: " + dir + " (rwx")
        .contains("may not be read; ");
  }

  @Test
  void aLinkToWhatIsNotThereNamesTheMount() throws Exception {
    Path docker = dir.resolve("docker/containers");
    Path target = docker.resolve(ID).resolve(ID + "-json.log");
    Files.createSymbolicLink(log, target);
    assertThat(line(_ -> true))
        .isEqualTo(
            "FAIL root: the logs below %s are links, such as %s, to what is not there: %s"
                    .formatted(root, log, target)
                + "; mount the node's "
                + docker
                + " too, at the same path");
    Files.createDirectories(target.getParent());
    Files.writeString(target, "");
    assertThat(line(path -> !path.equals(target))).contains("such as " + target + " (");
    Path folder = docker;
    assertThat(line(path -> !path.startsWith(folder))).contains("such as " + folder + " (rwx");
    assertThat(line(_ -> true))
        .isEqualTo(
            "warn root: the logs below %s are links to Docker's, which keeps rotated ones elsewhere"
                    .formatted(root)
                + "; set %s to %s, where all of them are and Docker's labels name the pods"
                    .formatted(KEY, docker));
  }
}

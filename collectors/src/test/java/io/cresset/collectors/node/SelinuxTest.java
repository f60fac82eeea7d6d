package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.system.Selinux;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there and cannot be read, as a folder cannot even by root. */
class SelinuxTest {
  @TempDir Path dir;

  private List<String> namesOfFailing(String message) {
    Host host = new Host(dir, dir, dir, dir, new FakeMachine(dir), new FakeTime(), _ -> {});
    List<String> names = new ArrayList<>();
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> new Selinux(host).collect(family -> names.add(family.spec().name())))
        .withMessage(dir + message);
    return names;
  }

  @Test
  void aModeThatCannotBeReadIsNotToldAsOff() throws Exception {
    Files.createDirectories(dir.resolve("fs/selinux/enforce"));
    assertThat(namesOfFailing("/fs/selinux/enforce: cannot be opened")).isEmpty();
  }

  @Test
  void aConfigurationThatCannotBeReadIsNotToldAsDisabled() throws Exception {
    Files.createDirectories(dir.resolve("fs/selinux"));
    Files.writeString(dir.resolve("fs/selinux/enforce"), "1");
    Files.createDirectories(dir.resolve("etc/selinux/config"));
    assertThat(namesOfFailing("/etc/selinux/config: cannot be opened"))
        .containsExactly("node_selinux_enabled", "node_selinux_current_mode");
  }
}

package io.cresset.app.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlFileTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 9464);

  @TempDir Path dir;

  private final RecordingLogger logger = new RecordingLogger();
  private final long uid = new UnixSystem().getUid();

  private ControlPlaces places(Map<String, String> environment) {
    return ControlPlaces.of(environment, dir.resolve("run"), dir.resolve("tmp"), uid);
  }

  private ControlFile leave(ControlPlaces places) {
    return ControlFile.leave(places, ADDRESS, Optional.empty(), ControlToken.random(), logger);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void theFileIsForItsUserAloneAndGoesAtAnOrderlyStop() throws IOException {
    Path runtime = Files.createDirectory(dir.resolve("systemd"));
    ControlFile left = leave(places(Map.of("RUNTIME_DIRECTORY", runtime + ":/other")));
    Path file = runtime.resolve("control/9464");
    assertThat(left.path()).contains(file);
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(file.resolveSibling("."))).isEqualTo("rwx------");
    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("pid=" + ProcessHandle.current().pid()),
            line -> assertThat(line).isEqualTo("url=http://127.0.0.1:9464"),
            line -> assertThat(line).matches("token=[0-9a-f]{64}"));
    left.close();
    left.close();
    assertThat(runtime.resolve("control")).isEmptyDirectory();
    assertThat(logger.lines()).filteredOn(line -> line.startsWith("WARNING")).isEmpty();
  }

  @Test
  void theFirstPlaceThatCanBeHadIsTaken() throws IOException {
    assertThat(places(Map.of("RUNTIME_DIRECTORY", "/a", "XDG_RUNTIME_DIR", "/b")).places())
        .extracting(place -> place.control().toString())
        .containsExactly(
            "/a/control",
            dir + "/run/cresset/control",
            "/b/cresset/control",
            dir + "/tmp/cresset-" + uid + "/control");
    assertThat(places(Map.of("XDG_RUNTIME_DIR", "relative", "RUNTIME_DIRECTORY", "")).places())
        .hasSize(2);

    Files.createDirectory(dir.resolve("tmp"));
    // There is no run folder, and no session's.
    ControlFile left = leave(places(Map.of("XDG_RUNTIME_DIR", dir.resolve("none").toString())));
    assertThat(left.path()).contains(dir.resolve("tmp/cresset-" + uid + "/control/9464"));
    assertThat(mode(dir.resolve("tmp/cresset-" + uid))).isEqualTo("rwx------");
    left.close();
    Files.createDirectory(dir.resolve("run"));
    assertThat(leave(places(Map.of())).path()).contains(dir.resolve("run/cresset/control/9464"));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, http://127.0.0.1:9464",
    "::, http://127.0.0.1:9464",
    "192.0.2.7, http://192.0.2.7:9464",
    "::1, http://[0:0:0:0:0:0:0:1]:9464"
  })
  void theUrlIsTheOneThatReachesItFromHere(String host, String url) throws IOException {
    Files.createDirectory(dir.resolve("run"));
    ControlFile left =
        ControlFile.leave(
            places(Map.of()),
            new InetSocketAddress(host, 9464),
            Optional.empty(),
            ControlToken.random(),
            logger);
    assertThat(Instance.read(left.path().orElseThrow()).url()).hasToString(url);
  }

  @Test
  void whatAKilledProgramLeftIsReplacedAndAnothersIsNotTakenAway() throws IOException {
    Files.createDirectory(dir.resolve("run"));
    ControlFile killed = leave(places(Map.of()));
    ControlFile next = leave(places(Map.of()));
    assertThat(next.path()).isEqualTo(killed.path());
    killed.close();
    assertThat(next.path().orElseThrow()).exists();
    next.close();
    assertThat(next.path().orElseThrow()).doesNotExist();
  }

  @Test
  void aFolderThatSomebodyElsePutThereIsNotTrusted() throws IOException {
    Path ours = Files.createDirectories(dir.resolve("tmp")).resolve("cresset-" + uid);
    Files.createSymbolicLink(ours, Files.createDirectory(dir.resolve("elsewhere")));
    assertThat(refused()).contains(ours + " is not a folder; remove it");
    assertThat(dir.resolve("elsewhere")).isEmptyDirectory();

    Files.delete(ours);
    Files.createDirectory(
        ours, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    assertThat(refused()).contains("chmod 700 " + ours);

    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwx------"));
    ControlPlaces anothers =
        new ControlPlaces(List.of(new ControlPlaces.Place(ours, true)), uid + 1);
    assertThat(leave(anothers).path()).isEmpty();
    assertThat(logger.lines().getLast()).contains(ours + " belongs to ");
    assertThat(ours).isEmptyDirectory();
  }

  /** The one warning, which keeps nothing from running. */
  private String refused() {
    int before = logger.lines().size();
    ControlFile left = leave(places(Map.of()));
    assertThat(left.path()).isEmpty();
    left.close();
    assertThat(logger.lines()).hasSize(before + 1);
    assertThat(logger.lines().getLast()).startsWith("WARNING").contains("RUNTIME_DIRECTORY");
    return logger.lines().getLast();
  }

  @Test
  void theTokenIsNotShown() {
    ControlToken token = ControlToken.random();
    assertThat(token).hasToString("***");
    assertThat(token.reveal()).isNotEqualTo(ControlToken.random().reveal());
    assertThat(token.admits(List.of("Bearer " + token.reveal()))).isTrue();
    assertThat(token.admits(List.of("bearer  " + token.reveal()))).isTrue();
    assertThat(token.admits(List.of())).isFalse();
    assertThat(token.admits(List.of("Bearer"))).isFalse();
    assertThat(token.admits(List.of("Bearer "))).isFalse();
    assertThat(token.admits(List.of("Basic " + token.reveal()))).isFalse();
    assertThat(token.admits(List.of("Bearer " + token.reveal() + "0"))).isFalse();
    assertThat(token.admits(List.of("Bearer " + token.reveal(), "Bearer x"))).isFalse();
    assertThat(token.admits(List.of("Bearer " + ControlToken.random().reveal()))).isFalse();
  }
}

package io.cresset.api.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.http.HttpClient.Response;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a collector gets that says nothing about its doors. */
class ConfiguredDoorsTest {

  /** A configuration with each type that tells of a door, and some that do not. */
  public record Everything(
      Path stateFile,
      Optional<Path> extra,
      List<SocketAddressSpec> listen,
      URI url,
      Optional<URI> proxy,
      URI topic,
      String name,
      int limit) {}

  private static Everything everything(Optional<Path> extra) {
    return new Everything(
        Path.of("/nowhere/state"),
        extra,
        List.of(
            SocketAddressSpec.parse("udp://127.0.0.1:0"),
            SocketAddressSpec.parse("tcp://127.0.0.1:0")),
        URI.create("http://127.0.0.1:1/x"),
        Optional.empty(),
        URI.create("mqtt://127.0.0.1/t"),
        "a name",
        3);
  }

  @Test
  void typesTellOfDoors() throws InterruptedException {
    Response found = new Response(404, Map.of(), new byte[0]);
    Trying trying = new Trying(OptionalLong.empty(), Optional.of(found));
    List<Door> doors = ConfiguredDoors.of(everything(Optional.of(Path.of("/"))), trying);
    assertThat(doors.stream().map(Door::name))
        .containsExactly("state_file", "extra", "udp://127.0.0.1:0", "tcp://127.0.0.1:0", "url");
    assertThat(doors.stream().filter(Door::remote).map(Door::name)).containsExactly("url");
    assertThat(doors.getFirst().trial().open())
        .containsExactly(
            Finding.fail(
                "state_file",
                "/nowhere/state does not exist",
                "put it there, or set collectors.it.state_file to another"));
    for (Door door : doors.subList(1, 4)) {
      assertThat(door.trial().open().getFirst().state()).isEqualTo(Finding.State.OK);
    }
    assertThat(doors.getLast().trial().open())
        .containsExactly(Finding.ok("url", "http://127.0.0.1:1/x answers with status 404"));
  }

  @Test
  void aServerThatIsNotThereFails() throws InterruptedException {
    List<Door> doors = ConfiguredDoors.of(everything(Optional.empty()), Trying.plain());
    Finding found = doors.getLast().trial().open().getFirst();
    assertThat(found.detail()).isEqualTo("cannot reach http://127.0.0.1:1/x: nobody there");
    assertThat(found.remedy()).contains("collectors.it.url");
  }

  /** Nothing to see in it. */
  public record Nothing() {}

  @Test
  void noComponentNoDoor() {
    assertThat(ConfiguredDoors.of(new Nothing(), Trying.plain())).isEmpty();
  }
}

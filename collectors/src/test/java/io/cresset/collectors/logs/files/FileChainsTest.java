package io.cresset.collectors.logs.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Resource;
import io.cresset.collectors.logs.tail.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileChainsTest {
  private static FileChains of(String include) {
    return new FileChains(TestConfig.of(List.of(include), Map.of()), Resource.empty());
  }

  private static Place at(String chain, long age, boolean gzip) {
    return new Place(chain, age, gzip);
  }

  @Test
  void rotationsBelongToTheFileThatIsMeant() {
    FileChains chains = of("/srv/app.log");
    assertThat(chains.place(Path.of("/srv/app.log.1"))).contains(at("/srv/app.log", -3, false));
    assertThat(chains.place(Path.of("/srv/app-1.log")))
        .contains(at("/srv/app.log", Place.BY_TIME, false));
    assertThat(chains.place(Path.of("/srv/app-12.log.gz")))
        .contains(at("/srv/app.log", Place.BY_TIME, true));
    assertThat(chains.place(Path.of("/srv/app-x.log"))).isEmpty();
    assertThat(chains.place(Path.of("/srv/other-1.log"))).isEmpty();
  }

  /** Perhaps nobody rotates here, and there are several workers. */
  @Test
  void whatIsMeantByItselfIsALogOfItsOwn() {
    FileChains chains = of("/srv/*.log");
    assertThat(chains.place(Path.of("/srv/worker-1.log")))
        .contains(at("/srv/worker-1.log", Place.NEWEST, false));
    assertThat(chains.place(Path.of("/srv/worker-1.log.gz")))
        .contains(at("/srv/worker-1.log", 0, true));
    assertThat(chains.place(Path.of("/srv/app.2026-01-01.0.log")).map(Place::chain))
        .contains("/srv/app.log");
  }
}

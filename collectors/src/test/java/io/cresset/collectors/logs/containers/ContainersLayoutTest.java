package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.logs.tail.Place;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which files are one log, by their paths alone. */
class ContainersLayoutTest {
  private static final Path ROOT = Path.of("/var/log/pods");
  private static final String ID = "0123456789abcdef".repeat(4);

  private final ContainersLayout layout =
      new ContainersLayout(
          ROOT,
          _ -> {
            throw new AssertionError("nothing is read here");
          });

  private Optional<Place> place(String below) {
    return layout.place(ROOT.resolve(below));
  }

  @Test
  void aRestartsLogIsOneChainOverItsRotations() {
    Place newest = place("shop_web-0_uid/web/1.log").orElseThrow();
    Place renamed = place("shop_web-0_uid/web/1.log.20260102-030405").orElseThrow();
    Place packed = place("shop_web-0_uid/web/1.log.20260102-030405.gz").orElseThrow();
    Place older = place("shop_web-0_uid/web/1.log.20260102-030404.gz").orElseThrow();
    assertThat(newest).isEqualTo(new Place("shop_web-0_uid/web/1", Place.NEWEST, false));
    assertThat(renamed.chain()).isEqualTo(newest.chain());
    assertThat(packed).isEqualTo(new Place(renamed.chain(), renamed.age(), true));
    assertThat(older.age()).isLessThan(renamed.age());
    assertThat(place("shop_web-0_uid/web/2.log").orElseThrow().chain())
        .isEqualTo("shop_web-0_uid/web/2");
  }

  @Test
  void dockersLogIsOneChainOverItsNumbers() {
    Place newest = place(ID + "/" + ID + "-json.log").orElseThrow();
    Place second = place(ID + "/" + ID + "-json.log.2").orElseThrow();
    Place first = place(ID + "/" + ID + "-json.log.1.gz").orElseThrow();
    assertThat(newest).isEqualTo(new Place(ID, Place.NEWEST, false));
    assertThat(first.gzip()).isTrue();
    assertThat(second.age()).isLessThan(first.age());
  }

  @Test
  void anotherRestartEndsTheOneBefore() {
    assertThat(layout.ends("shop_web-0_uid/web/2")).contains("shop_web-0_uid/web/1");
    assertThat(layout.ends("shop_web-0_uid/web/0")).isEmpty();
    assertThat(layout.ends(ID)).isEmpty();
  }

  @Test
  void onlyFoldersOfPodsAndContainersAreEntered() {
    assertThat(layout.enters(ROOT.resolve("shop_web-0_uid"))).isTrue();
    assertThat(layout.enters(ROOT.resolve("shop_web-0_uid/web"))).isTrue();
    assertThat(layout.enters(ROOT.resolve("shop_web-0_uid/web/deeper"))).isFalse();
    assertThat(layout.enters(ROOT.resolve(ID))).isTrue();
    assertThat(layout.enters(ROOT.resolve(ID + "/checkpoints"))).isFalse();
    assertThat(layout.enters(ROOT.resolve("lost+found"))).isFalse();
  }

  @Test
  void otherFilesAreNotFollowed() {
    assertThat(place("0.log")).isEmpty();
    assertThat(place("shop_web-0_uid/0.log")).isEmpty();
    assertThat(place("shop_web-0_uid/web/0.log.20260102-030405.tmp")).isEmpty();
    assertThat(place("shop_web-0_uid/web/deeper/0.log")).isEmpty();
    assertThat(place(ID + "/config.v2.json")).isEmpty();
    assertThat(place("0" + ID.substring(1) + "/" + "1" + ID.substring(1) + "-json.log")).isEmpty();
  }
}

package io.cresset.collectors.node.zpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NvListTest {
  /** What OpenZFS' own fnvlist_pack made of {@link #TEXT}, on a little-endian machine. */
  private static final byte[] PACKED =
      HexFormat.of()
          .parseHex(
              "000100000000000001000000200000000500000001000000090000006e616d650000000074616e6b0000"
                  + "00002000000008000000010000000800000076657273696f6e0088130000000000002000000004000000"
                  + "010000001500000068617300000000000100000000000000380000000a00000001000000130000007664"
                  + "65765f747265650000000000000000000000010000000000000000000000000000000000000020000000"
                  + "0500000001000000090000007479706500000000726f6f7400000000380000000b000000030000001000"
                  + "0000766465765f737461747300000000000001000000000000000700000000000000ffffffffffffffff"
                  + "600000000900000002000000140000006368696c6472656e000000000000000000000000000000000000"
                  + "000000000000000000000100000000000000000000000000000000000000000000000100000000000000"
                  + "0000000000000000000000002000000005000000010000000900000074797065000000006469736b0000"
                  + "000020000000030000000100000008000000696400000000000000000000000000000000000020000000"
                  + "050000000100000009000000747970650000000066696c65000000002000000005000000010000000900"
                  + "000070617468000000002f7372762f6100000000000000000000280000000c0000000100000008000000"
                  + "6572726f725f636f756e740000000000030000000000000000000000");

  private static final List<String> TEXT =
      """
      name "tank"
      version 5000
      has true
      vdev_tree {
        type "root"
        vdev_stats [ 1 7 18446744073709551615 ]
        children [ { type "disk" id 0 } { type "file" path "/srv/a" } ]
      }
      error_count 3
      """
          .lines()
          .toList();

  private static NvList unpack(byte[] packed) throws IOException {
    return NvList.unpack(packed, Set.of());
  }

  @Test
  void whatOpenZfsPacked() throws IOException {
    check(unpack(PACKED));
  }

  @Test
  void whatOurOwnFixturesAre() throws IOException {
    check(unpack(PackedList.of(TEXT, ByteOrder.LITTLE_ENDIAN)));
    check(unpack(PackedList.of(TEXT, ByteOrder.BIG_ENDIAN)));
  }

  private static void check(NvList list) {
    assertThat(list.text("name")).contains("tank");
    assertThat(list.number("version")).hasValue(5000);
    assertThat(list.number("has")).isEmpty();
    assertThat(list.number("error_count")).hasValue(3);
    assertThat(list.listNames()).containsExactly("vdev_tree");
    NvList root = list.lists("vdev_tree").getFirst();
    assertThat(root.text("type")).contains("root");
    assertThat(root.number("vdev_stats", 1)).hasValue(7);
    assertThat(root.number("vdev_stats", 2)).hasValue(-1);
    assertThat(root.number("vdev_stats", 3)).isEmpty();
    assertThat(root.lists("children")).hasSize(2);
    assertThat(root.lists("children").getFirst().number("id")).hasValue(0);
    assertThat(root.lists("children").getLast().text("path")).contains("/srv/a");
    assertThat(list.lists("spares")).isEmpty();
  }

  @Test
  void theFixturesAreAsLongAsWhatOpenZfsPacks() {
    assertThat(PackedList.of(TEXT, ByteOrder.LITTLE_ENDIAN)).hasSameSizeAs(PACKED);
  }

  @Test
  void whatIsNotWantedIsPassedOver() throws IOException {
    NvList list = NvList.unpack(PACKED, Set.of("vdev_tree", "version"));
    assertThat(list.listNames()).isEmpty();
    assertThat(list.number("version")).isEmpty();
    assertThat(list.number("error_count")).hasValue(3);
  }

  @Test
  void whatEndsTooSoonIsRefused() {
    for (int length = 0; length < PACKED.length; length++) {
      byte[] cut = Arrays.copyOf(PACKED, length);
      assertThatThrownBy(() -> unpack(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anyByteMayBeWrong() {
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = PACKED.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        unpack(bytes);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void otherEncodingsAndVersionsAreRefused() {
    byte[] xdr = PACKED.clone();
    xdr[0] = 1;
    assertThatThrownBy(() -> unpack(xdr)).hasMessage("is no list in native encoding");
    byte[] newer = PACKED.clone();
    newer[4] = 1;
    assertThatThrownBy(() -> unpack(newer)).hasMessage("is a list of version 1");
  }

  @Test
  void listsInListsHaveALimit() throws IOException {
    assertThat(unpack(nested(20)).listNames()).containsExactly("in");
    assertThatThrownBy(() -> unpack(nested(21))).hasMessageStartingWith("has lists in lists");
  }

  private static byte[] nested(int depth) {
    String text = "in { ".repeat(depth) + "} ".repeat(depth);
    return PackedList.of(List.of(text), ByteOrder.LITTLE_ENDIAN);
  }
}

package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DbusMessageTest {
  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")))
        .order(ByteOrder.BIG_ENDIAN);
  }

  @Test
  void bothByteOrdersAndNestedTypesAreRead() throws IOException {
    DbusMessage message =
        DbusMessage.parse(
            bytes(
                "42 02 00 01 00000030 00000001 00000014"
                    + "05 01 75 00 00000007"
                    + "08 01 67 00 06 61 28 75 73 29 76 00"
                    + "00000000"
                    + "0000001c 00000000" // a(us)
                    + "ffffffff 00000001 61 00 000000000000"
                    + "00000002 00000003 78797a 00"
                    + "02 61 6e 00 00000004 fffe 0003" // a variant: [-2, 3]
                ));
    assertThat(message.replyTo()).isEqualTo(7);
    assertThat(message.isError()).isFalse();
    assertThat(message.values())
        .containsExactly(List.of(List.of(4294967295L, "a"), List.of(2L, "xyz")), List.of(-2L, 3L));
  }

  @Test
  void whatIsAskedIsWholeAndAligned() throws IOException {
    ByteBuffer call =
        DbusMessage.call(3, "a.Service", "/a/path", "an.Interface", "Method", List.of("x", "yy"));
    assertThat(call.remaining())
        .isEqualTo(DbusMessage.HEAD_BYTES + (int) DbusMessage.bytesAfterHead(call));
    assertThat(DbusMessage.parse(call).values()).containsExactly("x", "yy");
  }

  /** Nothing but an IOException, and no memory for lengths that are lies. */
  @Test
  void hostileBytesAreRefused() {
    Random random = new Random(42);
    ByteBuffer good =
        DbusMessage.call(3, "a.Service", "/a/path", "an.Interface", "Method", List.of("x", "yy"));
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = new byte[good.limit()];
      good.get(0, bad);
      for (int i = 0; i < 3; i++) {
        bad[random.nextInt(bad.length)] = (byte) "aosvg(){}\0\1\7\377".charAt(random.nextInt(13));
      }
      try {
        DbusMessage.parse(ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThatThrownBy(() -> DbusMessage.parse(bytes("42".repeat(16))))
        .isInstanceOf(IOException.class);
  }
}

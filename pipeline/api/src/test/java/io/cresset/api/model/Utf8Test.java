package io.cresset.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  /** The bytes at which the well-formed sequences begin and end, and their neighbours. */
  private static final int[] EDGES = {
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  @Test
  void isWhatTheJdkDecodesWithoutRepair() {
    Random random = new Random(10);
    int valid = 0;
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            (byte)
                (random.nextInt(4) == 0
                    ? random.nextInt(256)
                    : EDGES[random.nextInt(EDGES.length)]);
      }
      valid += check(bytes) ? 1 : 0;
    }
    assertThat(valid).isGreaterThan(10_000);
  }

  @Test
  void allPairsAndAllEdgesOfLongerSequencesAgree() {
    for (int pair = 0; pair <= 0xFFFF; pair++) {
      check(new byte[] {(byte) (pair >> 8), (byte) pair});
    }
    for (int a : EDGES) {
      for (int b : EDGES) {
        for (int c : EDGES) {
          check(new byte[] {(byte) a, (byte) b, (byte) c});
          check(new byte[] {(byte) a, (byte) b, (byte) c, (byte) 0x80});
          check(new byte[] {(byte) a, (byte) b, (byte) c, (byte) 0xC0});
        }
      }
    }
  }

  @Test
  void aSliceIsJudgedByItsOwnBytesAlone() {
    byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.isValid(ByteSlice.of(euro))).isTrue();
    assertThat(Utf8.isValid(ByteSlice.of(euro, 0, 2))).isFalse();
    assertThat(Utf8.isValid(ByteSlice.of(euro, 1, 2))).isFalse();
    assertThat(Utf8.isValid(ByteSlice.of(euro, 1, 0))).isTrue();
  }

  private static boolean check(byte[] bytes) {
    boolean expected;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      expected = true;
    } catch (CharacterCodingException e) {
      expected = false;
    }
    if (Utf8.isValid(ByteSlice.of(bytes)) != expected) {
      assertThat(bytes).as("valid: %s", expected).isEmpty();
    }
    return expected;
  }
}

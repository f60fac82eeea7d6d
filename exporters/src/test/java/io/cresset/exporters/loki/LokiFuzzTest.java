package io.cresset.exporters.loki;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import io.cresset.exporters.loki.push.PushRequest;
import io.cresset.exporters.loki.push.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes the log hands over: each record is sent or refused, and the rest goes on. */
final class LokiFuzzTest {
  private static final int ROUNDS = 20_000;

  private static byte[] sample() {
    Value nested =
        new Value.Fields(
            Attributes.builder()
                .put("list", new Value.Items(List.of(Value.of(1), Value.of("two"))))
                .put("bytes", new Value.Bytes(ByteSlice.of(new byte[] {(byte) 0xFE, 1})))
                .build());
    Attributes attributes =
        Attributes.builder().put("a.b", nested).put("n", 5).put("r", Value.of(1.5)).build();
    return Chunks.frame(
            0,
            Chunks.logs(
                Chunks.GATE,
                Chunks.record("some line").severity(9, "info").attributes(attributes).build(),
                Chunks.record(nested).eventName("event").build()),
            Chunks.lines(Chunks.resource("service.name", "s", "x", "y"), "another", ""))
        .otlp()
        .toByteArray();
  }

  private static byte[] mutated(byte[] sample, Random random) {
    byte[] bytes = sample.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int count = Math.min(bytes.length - at, random.nextInt(20));
          System.arraycopy(
              bytes, at, bytes, random.nextInt(Math.max(1, bytes.length - count)), count);
        }
      }
    }
    return bytes;
  }

  @Test
  void everyRecordIsSentOrRefused() throws Exception {
    byte[] sample = sample();
    ChunkIndex index = new ChunkIndex(new Origins(new Streams(50)));
    PushEncoder encoder = new PushEncoder();
    Random random = new Random(20260102);
    int readable = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Chunk chunk =
          Chunks.chunk(
              Chunks.frame(0, 4, ByteSlice.of(mutated(sample, random))),
              Chunks.frame(4, 4, ByteSlice.of(sample)));
      index.load(chunk);
      byte[] body = encoder.encode(index, Picked.range(0, index.size()));
      List<Rejection> refused = new ArrayList<>(index.refused());
      refused.addAll(encoder.refused());
      long lost = refused.stream().mapToLong(r -> r.endNumber() - r.firstNumber()).sum();
      assertThat(refused)
          .allMatch(r -> r.endNumber() <= 4 && r.reason().startsWith("malformed OTLP: "));
      PushRequest request = ScriptedLoki.decode(body);
      int entries = request.getStreamsList().stream().mapToInt(Stream::getEntriesCount).sum();
      assertThat(entries + lost).isEqualTo(8);
      readable += lost == 0 ? 1 : 0;
    }
    // Otherwise the mutations are too coarse to test anything.
    assertThat(readable).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @Test
  void deepNestingIsRefused() {
    byte[] value = {0x0A, 1, 'x'};
    for (int i = 0; i < 5000; i++) {
      value = message(i % 2 == 0 ? 0x2A : 0x32, i % 2 == 0 ? message(0x0A, value) : field(value));
    }
    byte[] record = message(0x2A, value);
    byte[] attribute = message(0x32, keyValue(value));
    for (byte[] hostile : List.of(record, attribute)) {
      byte[] otlp = message(0x0A, message(0x12, message(0x12, hostile)));
      ChunkIndex index = new ChunkIndex(new Origins(new Streams(50)));
      index.load(Chunks.chunk(Chunks.frame(0, 1, ByteSlice.of(otlp))));
      PushEncoder encoder = new PushEncoder();
      assertThat(encoder.encode(index, Picked.range(0, index.size()))).isEmpty();
      assertThat(encoder.refused()).hasSize(1);
      assertThat(encoder.refused().getFirst().reason()).contains("nested deeper than 32");
    }
  }

  /** A list that holds one field. */
  private static byte[] field(byte[] value) {
    return message(0x0A, keyValue(value));
  }

  private static byte[] keyValue(byte[] value) {
    byte[] key = {0x0A, 1, 'k'};
    byte[] held = message(0x12, value);
    byte[] both = Arrays.copyOf(key, key.length + held.length);
    System.arraycopy(held, 0, both, key.length, held.length);
    return both;
  }

  private static byte[] message(int tag, byte[] content) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    out.write(tag);
    int left = content.length;
    while (left >= 0x80) {
      out.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    out.write(left);
    out.writeBytes(content);
    return out.toByteArray();
  }
}

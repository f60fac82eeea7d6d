package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What the case folders do not show: where bytes stay, and how much memory they take. */
class TcpFramesTest {
  private static final int LIMIT = 8 * 1024;

  private static final int SHARED_BYTES = 1 << 20;

  private final Semaphore shared = new Semaphore(SHARED_BYTES);
  private final TcpFrames frames = new TcpFrames(LIMIT, shared);
  private int largestBuffer;

  private List<byte[]> put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    List<byte[]> found = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      ByteBuffer room = frames.room();
      largestBuffer = Math.max(largestBuffer, room.array().length);
      int count = Math.min(room.remaining(), bytes.length - at);
      room.put(bytes, at, count);
      frames.received(count);
      at += count;
      while (frames.next() != TcpFrames.Kind.NONE) {
        found.add(frames.found().toByteArray());
      }
    }
    return found;
  }

  /** A record refers to the buffer until it is encoded, which may be much later. */
  @Test
  void whatWasHandedOutStaysAsItWas() {
    List<Object> handedOut = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String line = "line " + i + " " + "x".repeat(i % 100);
      ByteBuffer room = frames.room();
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
      room.put(bytes);
      frames.received(bytes.length);
      assertThat(frames.next()).isEqualTo(TcpFrames.Kind.LINE);
      handedOut.add(frames.found());
      expected.add(line);
    }
    for (int i = 0; i < expected.size(); i++) {
      assertThat(handedOut.get(i)).isEqualTo(Rendered.utf8(expected.get(i)));
    }
  }

  @Test
  void aQuietConnectionTakesLittleMemory() {
    put("<13>one\n");
    assertThat(frames.room().array()).hasSize(TcpFrames.SMALLEST_BUFFER_BYTES);
    put("<13>x\n".repeat(500_000));
    assertThat(largestBuffer).isGreaterThan(TcpFrames.SMALLEST_BUFFER_BYTES);
    for (int i = 0; i < 100_000; i++) {
      put("<13>x\n");
    }
    assertThat(frames.room().array()).hasSize(TcpFrames.SMALLEST_BUFFER_BYTES);
  }

  @Test
  void aLineWithoutEndTakesNoMoreThanTheLimitAllows() {
    for (int i = 0; i < 1_000; i++) {
      put("x".repeat(1_000));
    }
    assertThat(largestBuffer).isLessThanOrEqualTo(64 * 1024);
    TcpFrames trickling = new TcpFrames(LIMIT, shared);
    int largest = 0;
    for (int i = 0; i < 100_000; i++) {
      ByteBuffer room = trickling.room();
      largest = Math.max(largest, room.array().length);
      room.put((byte) 'x');
      trickling.received(1);
      trickling.next();
    }
    assertThat(largest).isLessThanOrEqualTo(3 * LIMIT);
  }

  /** As many connections as may be open, each with a line without end, must not fill the heap. */
  @Test
  void withoutMemoryToShareLongLinesComeInPieces() {
    int taken = shared.drainPermits();
    String line = "x".repeat(7_000);
    List<byte[]> found = put(line + "\n<13>short\n5000 <13>" + "y".repeat(4_996) + "<13>last\n");
    assertThat(largestBuffer).isEqualTo(TcpFrames.SMALLEST_BUFFER_BYTES);
    assertThat(found).hasSizeGreaterThan(4);
    StringBuilder all = new StringBuilder();
    found.forEach(piece -> all.append(new String(piece, StandardCharsets.ISO_8859_1)));
    assertThat(all).hasToString(line + "<13>short<13>" + "y".repeat(4_996) + "<13>last");
    assertThat(new String(found.getLast(), StandardCharsets.ISO_8859_1)).isEqualTo("<13>last");
    shared.release(taken);
    assertThat(put(line + "\n")).containsExactly(line.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatIsSharedIsGivenBack() {
    put("<13>x\n".repeat(500_000) + "x".repeat(5_000));
    assertThat(shared.availablePermits()).isLessThan(SHARED_BYTES);
    frames.close();
    assertThat(shared.availablePermits()).isEqualTo(SHARED_BYTES);
    assertThat(put("<13>again\n")).hasSize(1);
  }

  @Test
  void aFrameThatIsAnnouncedTakesNoMemoryUntilItComes() {
    assertThat(put("999999 <13>")).isEmpty();
    assertThat(frames.room().array()).hasSize(TcpFrames.SMALLEST_BUFFER_BYTES);
    assertThat(frames.isInsideCounted()).isTrue();
  }
}

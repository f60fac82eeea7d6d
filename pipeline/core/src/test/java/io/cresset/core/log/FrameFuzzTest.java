package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.FrameScanner.End;
import io.cresset.core.log.FrameScanner.Found;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.FrameScanner.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real segments, mutated: whatever the bytes are, reading ends, throws nothing, asks for no more
 * memory than a frame may need, and gives no record that was not written. A failure names its seed.
 */
class FrameFuzzTest {
  private static final Path SEGMENT = OpenedLog.FOLDER.resolve(SegmentName.of(0, 0));
  private static final int RUNS = Integer.getInteger("cresset.fuzz.runs", 2000);
  private static final int MOST_BYTES =
      Math.max(FrameScanner.READ_AHEAD_BYTES, FrameHeader.BYTES + FrameHeader.MAX_PAYLOAD_BYTES);

  private static byte[] segment = new byte[0];
  private static final Map<Long, ByteSlice> WRITTEN = new HashMap<>();

  /** A segment whose payloads are hostile: markers, and the frames of the segment so far. */
  @BeforeAll
  static void writeSegment() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    SplittableRandom dice = new SplittableRandom(1);
    LogLimits limits = new LogLimits(64 << 20, 1 << 20, 4096, 1 << 20, 1 << 20, 1 << 20);
    try (OpenedLog log = OpenedLog.on(disk, limits, new io.cresset.testkit.FakeTime())) {
      log.feed("sink");
      for (int i = 0; i < 40; i++) {
        byte[] payload = new byte[8 + dice.nextInt(600)];
        dice.nextBytes(payload);
        if (i > 5) {
          byte[] soFar = disk.bytes(SEGMENT);
          switch (i % 3) {
            case 0 -> payload = Arrays.copyOfRange(soFar, SegmentHeader.BYTES, soFar.length);
            case 1 -> Arrays.fill(payload, FrameHeader.MARKER_FIRST_BYTE);
            default -> payload = soFar;
          }
        }
        payload = Arrays.copyOf(payload, Math.min(payload.length, 3000));
        WRITTEN.put(log.log.ledger.end(), ByteSlice.of(payload));
        log.write(
            new EncodedBatch(
                Signal.LOGS,
                ByteSlice.of(payload),
                1 + dice.nextInt(3),
                i % 4 == 0
                    ? new PositionMoves(Map.of("k", Optional.of(TestRecords.bytes("v" + i))))
                    : PositionMoves.none()));
        log.sync();
      }
    }
    segment = disk.bytes(SEGMENT);
    Tally untouched = scan(segment, Optional.empty());
    assertThat(untouched.frames()).isEqualTo(WRITTEN.size());
    assertThat(untouched.unreadable()).isZero();
  }

  @Test
  void aMutatedSegmentGivesOnlyWhatWasWritten() {
    long frames = 0;
    long unreadable = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      try {
        SplittableRandom dice = new SplittableRandom(seed);
        byte[] bytes = segment;
        for (int i = dice.nextInt(4); i >= 0; i--) {
          bytes = mutate(bytes, dice);
        }
        Tally tally = scan(bytes, dice.nextBoolean() ? header() : Optional.empty());
        frames += tally.frames();
        unreadable += tally.unreadable();
        if (seed % 20 == 0) {
          open(bytes);
        }
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    // The mutations leave something to find, and something to skip.
    assertThat(frames).isGreaterThan(10L * RUNS);
    assertThat(unreadable).isGreaterThan(RUNS / 2);
  }

  @Test
  void aHeaderThatClaimsTheImpossibleIsNoneThoughItsChecksumFits() throws Exception {
    int frame = SegmentHeader.BYTES;
    for (int field = 4; field < 84; field += 4) {
      for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 0}) {
        byte[] bytes = segment.clone();
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(frame + field, value);
        CRC32C crc = new CRC32C();
        crc.update(bytes, frame, 84);
        header.putInt(frame + 84, (int) crc.getValue());
        // Whatever it makes of this one, it ends, and what comes behind is what was written.
        scan(bytes, Optional.empty());
        scan(bytes, header());
        open(bytes);
      }
    }
  }

  @Test
  void bytesThatAreNoSegmentGiveNothing() throws Exception {
    SplittableRandom dice = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[dice.nextInt(5000)];
      dice.nextBytes(bytes);
      if (i % 2 == 0) {
        Arrays.fill(bytes, FrameHeader.MARKER_FIRST_BYTE);
      }
      assertThat(scan(bytes, Optional.empty()).frames()).isZero();
      open(bytes);
    }
  }

  private static Optional<SegmentHeader.SegmentId> header() {
    return SegmentHeader.read(ByteBuffer.wrap(segment)).map(SegmentHeader::id);
  }

  private static byte[] mutate(byte[] bytes, SplittableRandom dice) {
    int at = dice.nextInt(bytes.length);
    int length = 1 + dice.nextInt(Math.min(2000, bytes.length - at));
    int from = dice.nextInt(bytes.length - length + 1);
    byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
    return switch (dice.nextInt(7)) {
      case 0 -> flipped(bytes, at, dice);
      case 1 -> Arrays.copyOf(bytes, Math.max(1, bytes.length - length));
      case 2 -> joined(bytes, at, new byte[length], at);
      case 3 -> joined(bytes, at, piece, at);
      case 4 -> joined(bytes, at, piece, at + length);
      case 5 -> joined(bytes, at, new byte[0], at + length);
      default -> {
        byte[] changed = bytes.clone();
        // A number of a header, made as large or as negative as it gets.
        int field = Math.min(at / 4 * 4, bytes.length - 4);
        if (field >= 0) {
          ByteBuffer.wrap(changed).putInt(field, dice.nextBoolean() ? Integer.MAX_VALUE : -1);
        }
        yield changed;
      }
    };
  }

  private static byte[] flipped(byte[] bytes, int at, SplittableRandom dice) {
    byte[] changed = bytes.clone();
    changed[at] ^= (byte) (1 << dice.nextInt(8));
    return changed;
  }

  /** The bytes up to one place, a piece, and the bytes from another place on. */
  private static byte[] joined(byte[] bytes, int upTo, byte[] piece, int from) {
    ByteBuffer out = ByteBuffer.allocate(upTo + piece.length + bytes.length - from);
    return out.put(bytes, 0, upTo).put(piece).put(bytes, from, bytes.length - from).array();
  }

  private record Tally(int frames, int unreadable) {}

  private static Tally scan(byte[] bytes, Optional<SegmentHeader.SegmentId> id) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    disk.put(SEGMENT, bytes);
    DiskFile file = new FrugalFile(disk.open(SEGMENT, false));
    FrameScanner scanner = new FrameScanner(file, id, SegmentHeader.BYTES, 0);
    int frames = 0;
    int unreadable = 0;
    long offset = scanner.offset();
    long number = 0;
    Found found = scanner.next(bytes.length);
    while (!(found instanceof End)) {
      assertThat(scanner.offset()).as("it goes on").isGreaterThan(offset);
      offset = scanner.offset();
      if (found instanceof Unreadable) {
        unreadable++;
      }
      if (found instanceof Frame frame && frame.header().kind() == FrameKind.DATA) {
        long first = frame.header().firstNumber();
        assertThat(first).as("numbers ascend").isGreaterThanOrEqualTo(number);
        number = frame.header().endNumber();
        assertThat(frame.message()).as("record " + first).isEqualTo(WRITTEN.get(first));
        frames++;
      }
      found = scanner.next(bytes.length);
    }
    return new Tally(frames, unreadable);
  }

  /** Opens and drains a log that holds these bytes. */
  private static void open(byte[] bytes) throws Exception {
    MemoryDisk disk = new MemoryDisk();
    disk.put(SEGMENT, bytes);
    try (OpenedLog log = OpenedLog.on(disk)) {
      Feed feed = log.feed("sink");
      log.write(TestRecords.batch(1, 1));
      long end = log.status().end();
      for (var chunk = log.poll("sink", 4000); chunk.isPresent(); chunk = log.poll("sink", 4000)) {
        for (var frame : chunk.get().frames()) {
          if (frame.endNumber() < end) {
            assertThat(frame.otlp()).isEqualTo(WRITTEN.get(frame.firstNumber()));
          }
        }
        feed.commit(chunk.get().endNumber(), 0);
        log.status();
      }
      assertThat(log.account("sink").lag()).isZero();
    }
  }

  /** Refuses to be asked for more than a frame needs at once. */
  private record FrugalFile(DiskFile file) implements DiskFile {
    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      assertThat(into.capacity()).isLessThanOrEqualTo(MOST_BYTES);
      return file.read(position, into);
    }

    @Override
    public void write(long position, ByteBuffer from) {
      throw new AssertionError("a reader writes");
    }

    @Override
    public void force() {
      throw new AssertionError("a reader syncs");
    }

    @Override
    public void truncate(long size) {
      throw new AssertionError("a reader cuts");
    }

    @Override
    public void close() {
      file.close();
    }
  }
}

package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameScanner.Fault;
import io.cresset.core.log.FrameScanner.Found;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.FrameScanner.Unreadable;
import io.cresset.core.log.StoredLogVisitor.Damage;
import io.cresset.testkit.FakeTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Messages that take less on the disk than they are. */
class CompressionTest {
  private static final Path SEGMENT = OpenedLog.FOLDER.resolve(SegmentName.of(0, 0));
  private static final LogLimits LIMITS = LogLimits.ofTotal(64 << 20);

  private final MemoryDisk disk = new MemoryDisk();

  private OpenedLog open() throws LogFolderUnavailable {
    return OpenedLog.on(disk, LIMITS, new FakeTime());
  }

  private static EncodedBatch batch(byte[] otlp, int records) {
    return new EncodedBatch(
        Signal.LOGS,
        ByteSlice.of(otlp),
        records,
        new PositionMoves(Map.of("file", Optional.of(TestRecords.bytes("here")))));
  }

  private static byte[] text(int bytes) {
    byte[] text = new byte[bytes];
    byte[] line = "a line that comes again and again ".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes; i++) {
      text[i] = line[i % line.length];
    }
    return text;
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(noise);
    return noise;
  }

  private List<Found> found() throws Exception {
    byte[] segment = disk.bytes(SEGMENT);
    FrameScanner scanner =
        new FrameScanner(disk.open(SEGMENT, false), Optional.empty(), SegmentHeader.BYTES, 0);
    List<Found> found = new ArrayList<>();
    for (Found next = scanner.next(segment.length);
        !(next instanceof FrameScanner.End);
        next = scanner.next(segment.length)) {
      found.add(next);
    }
    return found;
  }

  private Frame onlyRecords() throws Exception {
    List<Frame> frames = new ArrayList<>();
    for (Found each : found()) {
      if (each instanceof Frame frame && frame.header().recordCount() > 0) {
        frames.add(frame);
      }
    }
    assertThat(frames).hasSize(1);
    return frames.getFirst();
  }

  @Test
  void aFrameThatWaitsIsKeptAsItIsStored() {
    UndurableGroups waiting = new UndurableGroups();
    List<EncodedBatch> batches = List.of(batch(text(100_000), 1), batch(text(100_000), 1));
    List<OutgoingFrame> frames =
        new FrameMaker(Compression.LZ4, LIMITS.frameBytes()).frames(batches, 0);
    waiting.add(1, frames, 0, 2);
    OutgoingFrame kept = waiting.frames().getFirst();
    assertThat(kept.messageBytes()).isEqualTo(200_000);
    assertThat(kept.stored().stream().mapToInt(piece -> piece.array().length).sum())
        .isEqualTo(kept.storedBytes())
        .isLessThan(2_000);
    assertThat(kept.moves()).isEmpty();
  }

  @Test
  void aMessageIsStoredAsABlockAndComesOutAsItWas() throws Exception {
    byte[] otlp = text(100_000);
    try (OpenedLog log = open()) {
      log.feed("sink");
      log.write(batch(otlp, 1000));
      log.sync();
      FrameHeader header = onlyRecords().header();
      assertThat(header.codecName()).isEqualTo("lz4");
      assertThat(header.messageBytes()).isEqualTo(otlp.length);
      assertThat(header.storedBytes()).isLessThan(1000);
      assertThat(disk.bytes(SEGMENT).length).isLessThan(2000);
      Chunk chunk = log.poll("sink", 1 << 20).orElseThrow();
      assertThat(chunk.frames().getFirst().otlp().toByteArray()).isEqualTo(otlp);
      assertThat(log.log.position("file").map(TestRecords::text)).hasValue("here");
    }
    try (OpenedLog again = open()) {
      assertThat(again.log.position("file").map(TestRecords::text)).hasValue("here");
      assertThat(again.poll("sink", 1).orElseThrow().frames().getFirst().otlp().toByteArray())
          .isEqualTo(otlp);
    }
  }

  @Test
  void whatDoesNotGetSmallerStaysAsItIs() throws Exception {
    for (byte[] otlp : List.of(new byte[] {7}, noise(20), noise(400_000))) {
      disk.files().forEach(disk::remove);
      try (OpenedLog log = open()) {
        log.feed("sink");
        log.write(batch(otlp, 1));
        log.sync();
        Frame frame = onlyRecords();
        assertThat(frame.header().codecName()).isEqualTo("none");
        assertThat(frame.header().storedBytes()).isEqualTo(otlp.length);
        assertThat(frame.message().toByteArray()).isEqualTo(otlp);
        Chunk chunk = log.poll("sink", 1).orElseThrow();
        assertThat(chunk.frames().getFirst().otlp().toByteArray()).isEqualTo(otlp);
      }
    }
  }

  @Test
  void aChunkIsAsLargeAsItsRecordsHoweverLittleWasRead() throws Exception {
    try (OpenedLog log = open()) {
      log.feed("sink");
      for (int i = 0; i < 40; i++) {
        log.write(batch(text(200_000), 100));
      }
      log.sync();
      assertThat(disk.bytes(SEGMENT).length).isLessThan(100_000);
      Chunk chunk = log.poll("sink", 1 << 20).orElseThrow();
      assertThat(chunk.frames()).hasSize(5);
      assertThat(chunk.frames()).allMatch(frame -> frame.otlp().length() == 200_000);
    }
  }

  @Test
  void aLogWithoutCompressionReadsWhatOneWithItWroteAndTheOtherWayRound() throws Exception {
    byte[] otlp = text(10_000);
    for (Compression each : List.of(Compression.LZ4, Compression.NONE, Compression.LZ4)) {
      try (OpenedLog log = OpenedLog.on(disk, LIMITS.with(each), new FakeTime())) {
        log.feed("sink");
        log.write(batch(otlp, 10));
        log.sync();
      }
    }
    try (OpenedLog log = open()) {
      Chunk chunk = log.poll("sink", 1 << 20).orElseThrow();
      assertThat(chunk.frames()).hasSize(3);
      assertThat(chunk.frames()).allMatch(frame -> frame.otlp().equals(ByteSlice.of(otlp)));
    }
  }

  /**
   * Puts other bytes in the place of a stored message's, with the checksums that belong to them.
   */
  private void store(java.util.function.UnaryOperator<byte[]> other, int codec) throws Exception {
    FrameHeader header = onlyRecords().header();
    byte[] segment = disk.bytes(SEGMENT);
    int payload = header.offset() + FrameHeader.BYTES;
    int from = payload + header.positionsBytes();
    byte[] changed = other.apply(Arrays.copyOfRange(segment, from, from + header.storedBytes()));
    assertThat(changed).hasSize(header.storedBytes());
    System.arraycopy(changed, 0, segment, from, changed.length);
    segment[header.offset() + 5] = (byte) codec;
    ByteBuffer bytes = ByteBuffer.wrap(segment);
    bytes.putInt(header.offset() + 80, crc(segment, payload, header.payloadBytes()));
    bytes.putInt(header.offset() + 84, crc(segment, header.offset(), 84));
    disk.put(SEGMENT, segment);
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private void assertThatItIsDamage(Fault why) throws Exception {
    assertThat(found()).anyMatch(each -> each instanceof Unreadable bad && bad.why() == why);
    List<Damage> damages = new ArrayList<>();
    StoredLogCheck.Result result =
        new StoredLogCheck(
                StoredLog.read(disk, OpenedLog.FOLDER, Signal.LOGS), damages::add, _ -> {})
            .run();
    assertThat(result.isGood()).isFalse();
    assertThat(damages).singleElement().extracting(Damage::what).isEqualTo(why.text);
    assertThat(damages.getFirst().records()).isEqualTo(1000);
    try (OpenedLog log = open()) {
      assertThat(log.drain("sink")).isEmpty();
      assertThat(log.account("sink").dropped()).isEqualTo(1000);
      assertThat(log.status().damagedRecords()).isEqualTo(1000);
    }
  }

  private void oneFrame() throws Exception {
    disk.files().forEach(disk::remove);
    try (OpenedLog log = open()) {
      log.feed("sink");
      log.write(batch(text(100_000), 1000));
      log.sync();
    }
  }

  @Test
  void aBlockThatDoesNotDecompressToItsLengthIsDamageAndCounted() throws Exception {
    oneFrame();
    store(block -> noise(block.length), 1);
    assertThatItIsDamage(Fault.UNDECODABLE);
    oneFrame();
    // A block that ends too early: one literal, and zeros that no block may hold there.
    store(
        block -> {
          byte[] zeros = new byte[block.length];
          zeros[0] = 0x10;
          return zeros;
        },
        1);
    assertThatItIsDamage(Fault.UNDECODABLE);
  }

  /** The library works on bare memory, so what it makes of bytes that are no block is looked at. */
  @Test
  void whateverABlockIsItGivesAsManyBytesAsItShouldOrNothing() {
    SplittableRandom dice = new SplittableRandom(3);
    byte[] lines = new LifelikeBatches(3).syslog(20).otlp().toByteArray();
    ByteSlice whole = new Lz4Block().compress(ByteSlice.of(lines));
    assertThat(Lz4Block.decompress(whole, lines.length)).contains(ByteSlice.of(lines));
    int given = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] block = Arrays.copyOf(whole.toByteArray(), 1 + dice.nextInt(whole.length()));
      for (int flips = dice.nextInt(5); flips > 0; flips--) {
        block[dice.nextInt(block.length)] = (byte) dice.nextInt(256);
      }
      int length = dice.nextBoolean() ? lines.length : dice.nextInt(2 * lines.length);
      Optional<ByteSlice> bytes = Lz4Block.decompress(ByteSlice.of(block), length);
      assertThat(bytes.stream()).allMatch(each -> each.length() == length);
      given += bytes.isPresent() ? 1 : 0;
    }
    assertThat(given).isLessThan(2_000);
  }

  @Test
  void aCodecThatIsNotKnownIsSaidAndCounted() throws Exception {
    oneFrame();
    store(block -> block, 9);
    assertThatItIsDamage(Fault.UNKNOWN_CODEC);
    assertThat(found())
        .anyMatch(
            each ->
                each instanceof Unreadable bad
                    && bad.header().orElseThrow().codecName().equals("unknown (9)"));
  }

  private static double ratio(List<EncodedBatch> batches) throws Exception {
    MemoryDisk disk = new MemoryDisk();
    long taken = 0;
    try (OpenedLog log = OpenedLog.on(disk, LIMITS, new FakeTime())) {
      for (EncodedBatch batch : batches) {
        log.log.write(List.of(batch), false);
        taken += batch.otlp().length();
      }
      log.sync();
    }
    long stored = disk.files().stream().mapToLong(file -> disk.bytes(file).length).sum();
    return (double) taken / stored;
  }

  /** Bytes taken for each byte that lies on the disk, frame headers and state among them. */
  @Test
  void whatACollectorTakesGetsSeveralTimesSmaller() throws Exception {
    LifelikeBatches lifelike = new LifelikeBatches(1);
    List<EncodedBatch> syslog = new ArrayList<>();
    List<EncodedBatch> small = new ArrayList<>();
    List<EncodedBatch> pods = new ArrayList<>();
    List<EncodedBatch> node = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      syslog.add(lifelike.syslog(600));
      small.add(lifelike.syslog(20));
      pods.addAll(lifelike.podMetrics(100));
      node.addAll(lifelike.nodeMetrics(4));
    }
    assertThat(ratio(syslog)).as("syslog by 600 lines").isGreaterThan(3.3);
    assertThat(ratio(small)).as("syslog by 20 lines").isGreaterThan(2);
    assertThat(ratio(pods)).as("usage of 100 pods").isGreaterThan(5);
    assertThat(ratio(node)).as("a small host's metrics").isGreaterThan(4);
  }
}

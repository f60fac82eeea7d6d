package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** {@code FORMAT.md} is what is written: a byte that changes is a format that changes. */
class FormatTest {
  private static final Path DOCUMENT = Path.of("FORMAT.md");

  /** What the example is of. */
  static void writeExample(Disk disk, Path folder) throws Exception {
    SegmentedLog log =
        Recovery.open(
            disk,
            folder,
            Signal.LOGS,
            LogLimits.defaults(),
            new FakeTime(),
            new RecordingLogger(),
            new SplittableRandom(1));
    log.ledger.sink("loki", java.time.Duration.ZERO, 0, log.lock.newCondition());
    log.write(List.of(lines()), true);
    assertThat(log.sync()).isTrue();
    log.close();
  }

  private static EncodedBatch lines() {
    List<LogRecord> records = new ArrayList<>();
    for (String text : List.of("link is up", "link is down", "link is up")) {
      Value body = new Value.Text(ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
      records.add(LogRecord.builder(1_000_000_000L, 1_000_000_000L, body).build());
    }
    Resource resource = Resource.of(Attributes.of("host.name", "ap"));
    EncodedBatch batch =
        OtlpLogs.encode(
            new LogBatch(List.of(new ResourceLogs(resource, records)), PositionMoves.none()));
    return new EncodedBatch(
        batch.signal(),
        batch.otlp(),
        batch.recordCount(),
        new PositionMoves(Map.of("syslog", Optional.of(TestRecords.bytes("line 3")))));
  }

  @Test
  void theExampleIsWhatIsWritten() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    writeExample(disk, OpenedLog.FOLDER);
    assertThat(disk.files()).hasSize(1);
    String text = Files.readString(DOCUMENT);
    String block = text.substring(text.indexOf("```hex\n") + 7);
    assertThat(hex(disk.bytes(disk.files().getFirst())))
        .isEqualTo(block.substring(0, block.indexOf("```")));
  }

  /** Frames of a kind and a codec that are not known, and one of a size that is not allowed now. */
  @Test
  void ofAVersionToComeTheNumbersAreKnown() throws Exception {
    for (boolean headerIsDamaged : List.of(false, true)) {
      MemoryDisk disk = new MemoryDisk();
      writeExample(disk, OpenedLog.FOLDER);
      Path segment = disk.files().getFirst();
      byte[] bytes = Arrays.copyOf(disk.bytes(segment), 2 << 20);
      ByteBuffer future = ByteBuffer.wrap(bytes);
      future.putInt(8, SegmentHeader.VERSION + 1);
      if (!headerIsDamaged) {
        seal(future, 0, SegmentHeader.BYTES);
      }
      for (int frame : List.of(72, 260)) {
        future.put(frame + 4, (byte) 9).put(frame + 5, (byte) 77).put(frame + 6, (byte) 3);
        if (frame == 260) {
          future.putInt(frame + 76, bytes.length - frame - FrameHeader.BYTES - 16);
        }
        seal(future, frame, FrameHeader.BYTES);
      }
      disk.put(segment, bytes);
      StoredLog stored = StoredLog.read(disk, OpenedLog.FOLDER, Signal.LOGS);
      assertThat(stored.unreadable()).singleElement().asString().contains("ersion");
      try (OpenedLog log = OpenedLog.on(disk)) {
        assertThat(log.status().end()).isEqualTo(3);
        log.write(TestRecords.batch(3, 2));
        log.sync();
      }
      assertThat(disk.bytes(segment)).isEqualTo(bytes);
      SegmentHeader newer =
          SegmentHeader.read(ByteBuffer.wrap(disk.bytes(disk.files().getLast()))).orElseThrow();
      assertThat(newer.firstNumber()).isEqualTo(3);
      assertThat(newer.id().sequence()).isEqualTo(2);
      assertThat(newer.id().epoch()).isEqualTo(2);
      assertThat(newer.id().logId()).isEqualTo(stored.logId().orElseThrow());
    }
  }

  private static void seal(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), from, length - Integer.BYTES);
    bytes.putInt(from + length - Integer.BYTES, (int) crc.getValue());
  }

  private static String hex(byte[] bytes) {
    StringBuilder lines = new StringBuilder();
    HexFormat format = HexFormat.ofDelimiter(" ");
    for (int at = 0; at < bytes.length; at += 16) {
      lines.append(format.formatHex(bytes, at, Math.min(at + 16, bytes.length))).append('\n');
    }
    return lines.toString();
  }
}

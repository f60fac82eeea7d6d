package io.cresset.bench;

import io.cresset.api.collect.Receipt;
import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Compression;
import io.cresset.core.log.Feed;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.runtime.SystemTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the durable log costs beside a plain file: 64 MiB in frames of 64 KiB are appended, made
 * durable and read again, by one thread, in files of 16 MiB each. The score is in frames, so a figure of the log divided by
 * that of the file is the share of the disk's speed that is left.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LogBench {
  private static final int FRAMES = 1024;
  private static final int FRAMES_PER_FILE = 256;
  private static final int FRAME_BYTES = 64 * 1024;

  /** Half of the bytes repeat what came before, as in lines of a log; the other half are random. */
  private static byte[] frame() {
    SplittableRandom dice = new SplittableRandom(1);
    byte[] bytes = new byte[FRAME_BYTES];
    byte[] words = "IN=eth0 OUT= MAC=00:9f:c2:1e:00:7a SRC=10.0.0.7 PROTO=TCP ".getBytes();
    for (int at = 0; at < bytes.length; ) {
      for (int i = 0; i < words.length && at < bytes.length; i++) {
        bytes[at++] = words[i];
      }
      for (int i = dice.nextInt(40); i > 0 && at < bytes.length; i--) {
        bytes[at++] = (byte) dice.nextInt(256);
      }
    }
    return bytes;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A file that is written, forced and read. */
  @State(Scope.Benchmark)
  public static class PlainFile {
    final byte[] frame = frame();
    private Path folder;
    private int files;

    @Setup
    public void open() throws IOException {
      folder = Files.createTempDirectory(Path.of(System.getProperty("bench.folder")), "plain");
    }

    @TearDown
    public void close() throws IOException {
      delete(folder);
    }

    void run(Blackhole hole) throws IOException {
      for (int i = 0; i < FRAMES; i += FRAMES_PER_FILE) {
        file(hole);
      }
    }

    private void file(Blackhole hole) throws IOException {
      Path file = folder.resolve("file" + files++);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.READ)) {
        for (int i = 0; i < FRAMES_PER_FILE; i++) {
          ByteBuffer bytes = ByteBuffer.wrap(frame);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
        channel.force(false);
        for (int i = 0; i < FRAMES_PER_FILE; i++) {
          ByteBuffer bytes = ByteBuffer.allocate(FRAME_BYTES);
          while (bytes.hasRemaining()) {
            channel.read(bytes, (long) i * FRAME_BYTES + bytes.position());
          }
          hole.consume(bytes);
        }
      }
      Files.delete(file);
    }
  }

  /** A log with one sink. */
  public abstract static class Log {
    private final EncodedBatch batch =
        new EncodedBatch(Signal.LOGS, ByteSlice.of(frame()), 200, PositionMoves.none());
    private Path folder;
    private ThreadedLog log;
    private Feed feed;

    abstract Compression compression();

    @Setup(Level.Trial)
    public void open() throws Exception {
      folder = Files.createTempDirectory(Path.of(System.getProperty("bench.folder")), "log");
      log =
          ThreadedLog.open(
              new RealDisk(),
              folder.resolve("logs"),
              Signal.LOGS,
              LogLimits.defaults().with(compression()),
              new SystemTime(),
              System.getLogger("bench"));
      feed = log.feed("sink", Duration.ofHours(2));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      System.out.printf("%n%d segments, %d bytes left%n", log.status().segments(), log.status().bytes());
      log.close();
      delete(folder);
    }

    void run(Blackhole hole) throws InterruptedException {
      Receipt last = Receipt.NOTHING_TO_KEEP;
      for (int i = 0; i < FRAMES; i++) {
        last = log.append(batch);
      }
      if (!last.awaitDurable(Duration.ofMinutes(1))) {
        throw new IllegalStateException("not durable after a minute");
      }
      for (int read = 0; read < FRAMES; ) {
        Chunk chunk = feed.poll(1 << 20, Duration.ZERO, Duration.ofMinutes(1)).orElseThrow();
        List<Chunk.Frame> frames = chunk.frames();
        hole.consume(frames);
        read += (int) ((chunk.endNumber() - chunk.firstNumber()) / 200);
        feed.commit(chunk.endNumber(), 0);
      }
    }
  }

  /** As it is by default. */
  @State(Scope.Benchmark)
  public static class CompressedLog extends Log {
    @Override
    Compression compression() {
      return Compression.LZ4;
    }
  }

  /** The same bytes on the disk as the file has. */
  @State(Scope.Benchmark)
  public static class UncompressedLog extends Log {
    @Override
    Compression compression() {
      return Compression.NONE;
    }
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void file(PlainFile file, Blackhole hole) throws IOException {
    file.run(hole);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void log(UncompressedLog log, Blackhole hole) throws InterruptedException {
    log.run(hole);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void logCompressed(CompressedLog log, Blackhole hole) throws InterruptedException {
    log.run(hole);
  }
}

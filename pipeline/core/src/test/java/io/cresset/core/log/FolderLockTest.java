package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.model.Signal;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are taken, in the way, not to be written, or of a later program. */
class FolderLockTest {
  @TempDir Path folder = Path.of("");
  private final RecordingLogger logger = new RecordingLogger();

  /** Takes the folder given, says how that went, and holds it until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (FolderLock _ =
          FolderLock.take(
              new RealDisk(),
              Path.of(args[0]),
              ProcessHandle.current().pid(),
              new RecordingLogger())) {
        System.out.println("taken");
        while (System.in.read() >= 0) {
          // Until whoever started it has enough.
        }
      } catch (LogFolderUnavailable e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private Process startHolder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private FolderLock take(long pid) throws LogFolderUnavailable {
    return FolderLock.take(new RealDisk(), folder, pid, logger);
  }

  private ThreadedLog open(Disk disk, Path where) throws LogFolderUnavailable {
    return ThreadedLog.open(
        disk, where, Signal.LOGS, LogLimits.defaults(), new SystemTime(), logger);
  }

  @Test
  void aFolderThatIsMadeIsForItsUserAlone() throws Exception {
    Path made = folder.resolve("var").resolve("cresset");
    try (FolderLock _ = FolderLock.take(new RealDisk(), made, 1, logger)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aFolderThatAnotherProcessHasIsRefusedWithItsNumberAndFreeOnceItIsGone() throws Exception {
    Process holder = startHolder();
    try (BufferedReader said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo("taken");
      assertThatThrownBy(() -> take(1))
          .isInstanceOfSatisfying(
              LogFolderUnavailable.class,
              e -> {
                assertThat(e)
                    .hasMessage(
                        "another Cresset (process %d) uses the data folder %s",
                        holder.pid(), folder);
                assertThat(e.remedy()).contains("Stop that one");
              });
      // However it ends.
      holder.destroyForcibly().waitFor();
      take(1).close();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(logger.lines()).isEmpty();
  }

  @Test
  void whoHasAFolderIsToldWithoutTakingIt() throws Exception {
    assertThat(FolderLock.holder(folder)).isEmpty();
    assertThat(folder.resolve("lock")).doesNotExist();
    Process holder = startHolder();
    try (BufferedReader said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo("taken");
      for (int i = 0; i < 2; i++) {
        assertThat(FolderLock.holder(folder)).contains(Long.toString(holder.pid()));
      }
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(FolderLock.holder(folder)).isEmpty();
    try (FolderLock _ = take(4711)) {
      assertThat(FolderLock.holder(folder)).contains("4711");
      Process other = startHolder();
      try (BufferedReader said = other.inputReader()) {
        assertThat(said.readLine()).contains("process 4711");
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void aFolderIsTakenOncePerProcessAndAgainWhenItIsLetGo() throws Exception {
    FolderLock first = take(4711);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> take(4712))
          .isInstanceOf(LogFolderUnavailable.class)
          .hasMessageContaining("process 4711");
    }
    // The tries that were refused did not cost the first one its lock.
    Process other = startHolder();
    try (BufferedReader said = other.inputReader()) {
      assertThat(said.readLine())
          .isEqualTo("another Cresset (process 4711) uses the data folder " + folder);
    } finally {
      other.destroyForcibly().waitFor();
    }
    first.close();
    first.close();
    take(4712).close();
  }

  @Test
  void aFileInTheWayOfTheFolderIsSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("data"), "a file");
    for (Path where : new Path[] {file, file.resolve("below")}) {
      assertThatThrownBy(() -> FolderLock.take(new RealDisk(), where, 1, logger))
          .isInstanceOfSatisfying(
              LogFolderUnavailable.class,
              e -> {
                assertThat(e.getMessage())
                    .startsWith("the folder " + where + " cannot be created: ");
                assertThat(e.remedy()).contains("data: /some/folder");
              });
      assertThatThrownBy(() -> open(new RealDisk(), where))
          .isInstanceOf(LogFolderUnavailable.class)
          .hasMessageContaining("cannot be created");
    }
  }

  @Test
  void aFolderThatCannotBeReadIsSaid() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    disk.faults.failReads(1);
    assertThatThrownBy(() -> open(disk, OpenedLog.FOLDER))
        .isInstanceOf(LogFolderUnavailable.class)
        .hasMessageContaining("the folder /data/logs cannot be read: Input/output error");
  }

  @Test
  void aFolderThatCannotBeWrittenIsTakenAndItsLogStartsReadOnly() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (OpenedLog log = OpenedLog.on(disk)) {
      log.feed("sink");
      log.write(TestRecords.batch(1, 5));
      log.sync();
    }
    disk.faults.readOnly(true);
    FolderLock.take(disk, OpenedLog.FOLDER, 1, logger).close();
    assertThat(logger.lines())
        .singleElement()
        .asString()
        .contains("cannot be locked (Read-only file system)")
        .contains("make sure that no other Cresset uses /data/logs");
    try (ThreadedLog log = open(disk, OpenedLog.FOLDER)) {
      assertThat(log.status().state()).isEqualTo(LogStatus.State.READ_ONLY);
      assertThat(log.status().stateReason()).contains("/data/logs cannot be written");
      // What is there is delivered all the same.
      assertThat(FeedContract.drain(log.feed("sink"), 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }
  }

  @Test
  void aVersionFromTheFutureIsLeftAloneAndSaidAndItsNumbersAreNotUsedAgain() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    try (ThreadedLog log = open(new RealDisk(), logs)) {
      log.append(TestRecords.batch(1, 5));
    }
    Path segment = logs.resolve(SegmentName.of(0, 0));
    byte[] bytes = Files.readAllBytes(segment);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(8, SegmentHeader.VERSION + 1);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, SegmentHeader.BYTES - Integer.BYTES);
    header.putInt(SegmentHeader.BYTES - Integer.BYTES, (int) crc.getValue());
    Files.write(segment, bytes);
    try (ThreadedLog log = open(new RealDisk(), logs)) {
      assertThat(logger.lines())
          .singleElement()
          .asString()
          .contains("left alone, because this program cannot read them")
          .contains(segment.getFileName() + " (version " + (SegmentHeader.VERSION + 1) + ")");
      assertThat(log.status().state()).isEqualTo(LogStatus.State.OK);
      assertThat(log.status().end()).isEqualTo(5);
      log.append(TestRecords.batch(6, 2));
    }
    assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
    assertThat(new RealDisk().list(logs))
        .contains(String.valueOf(segment.getFileName()))
        .hasSize(2);
    // What came since is of the same log and later than it, so a program that knows both has all.
    SegmentHeader newer = header(Files.readAllBytes(logs.resolve(SegmentName.of(5, 0))));
    SegmentHeader older = header(bytes);
    assertThat(newer.id().logId()).isEqualTo(older.id().logId());
    assertThat(newer.id().sequence()).isGreaterThan(older.id().sequence());
    assertThat(newer.id().epoch()).isGreaterThan(older.id().epoch());
  }

  private static SegmentHeader header(byte[] segment) {
    return SegmentHeader.read(ByteBuffer.wrap(segment)).orElseThrow();
  }
}

package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeapDiskTest {
  private static final Path FOLDER = Path.of("/data/logs");
  private static final Path FILE = FOLDER.resolve("a");

  private final HeapDisk disk = new HeapDisk();

  private static byte[] read(DiskFile file, long position, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    int read = file.read(position, into);
    byte[] bytes = new byte[read];
    into.flip().get(bytes);
    return bytes;
  }

  @Test
  void whatWasWrittenIsReadAcrossBlocks() throws Exception {
    byte[] bytes = new byte[300_000];
    new SplittableRandom(1).nextBytes(bytes);
    try (DiskFile file = disk.create(FILE)) {
      file.write(0, ByteBuffer.wrap(bytes, 0, 100_000));
      file.write(100_000, ByteBuffer.wrap(bytes, 100_000, 200_000));
      assertThat(file.size()).isEqualTo(300_000);
      assertThat(read(file, 0, 400_000)).isEqualTo(bytes);
      assertThat(read(file, 299_999, 10)).containsExactly(bytes[299_999]);
      assertThat(read(file, 300_000, 10)).isEmpty();
      file.truncate(70_000);
      assertThat(file.size()).isEqualTo(70_000);
      assertThat(read(file, 69_999, 10)).containsExactly(bytes[69_999]);
    }
  }

  @Test
  void aFileThatIsDeletedIsReadOnByWhoHasItOpen() throws Exception {
    DiskFile made = disk.create(FILE);
    made.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    DiskFile reader = disk.open(FILE, false);
    assertThat(disk.list(FOLDER)).containsExactly("a");
    assertThatThrownBy(() -> disk.create(FILE)).isInstanceOf(FileAlreadyExistsException.class);
    disk.delete(FILE);
    assertThat(disk.list(FOLDER)).isEmpty();
    assertThat(read(reader, 1, 10)).containsExactly(2, 3);
    assertThatThrownBy(() -> disk.open(FILE, false)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.delete(FILE)).isInstanceOf(NoSuchFileException.class);
  }
}

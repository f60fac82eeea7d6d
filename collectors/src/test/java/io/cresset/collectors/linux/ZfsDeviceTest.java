package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ZfsDeviceTest {

  /** The other side of the ioctl, with an answer of so many bytes that are all 7. */
  private static final class Kernel implements Commands {
    private final long answerBytes;
    private final Arena arena = Arena.ofAuto();
    private int asked;
    private String pool = "";

    Kernel(long answerBytes) {
      this.answerBytes = answerBytes;
    }

    @Override
    public MemorySegment allocate(long bytes) {
      return arena.allocate(bytes, Long.BYTES);
    }

    @Override
    @SuppressWarnings("restricted") // As the kernel does, it writes to where it is told.
    public int command(long request, MemorySegment argument) throws IOException {
      assertThat(request).isEqualTo(0x5a05);
      asked++;
      pool = argument.getString(0);
      long room = argument.get(JAVA_LONG, 4120);
      argument.set(JAVA_LONG, 4120, answerBytes);
      if (room < answerBytes) {
        throw new OpenFile.Refused("no memory", Errno.ENOMEM);
      }
      MemorySegment list =
          MemorySegment.ofAddress(argument.get(JAVA_LONG, 4112)).reinterpret(answerBytes);
      list.fill((byte) 7);
      argument.set(JAVA_LONG, 12_616, 6);
      return 0;
    }
  }

  @Test
  void aPoolIsAskedByItsName() throws IOException {
    Kernel kernel = new Kernel(100);
    ZfsAnswer answer = ZfsDevice.send(kernel, ZfsCommand.poolStats("tank"));
    assertThat(kernel.pool).isEqualTo("tank");
    assertThat(answer.error()).isEqualTo(6);
    assertThat(answer.list()).hasSize(100).containsOnly(7);
    assertThat(kernel.asked).isEqualTo(1);
  }

  @Test
  void thereIsAsMuchRoomAsTheKernelNeeds() throws IOException {
    Kernel kernel = new Kernel(3_000_000);
    assertThat(ZfsDevice.send(kernel, ZfsCommand.poolStats("tank")).list()).hasSize(3_000_000);
    assertThat(kernel.asked).isEqualTo(2);
  }

  @Test
  void butNotMoreThanAnyPoolNeeds() {
    Kernel kernel = new Kernel(ZfsDevice.MOST_LIST_BYTES + 1);
    assertThatThrownBy(() -> ZfsDevice.send(kernel, ZfsCommand.poolStats("tank")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more to tell");
    assertThat(kernel.asked).isEqualTo(1);
  }

  @Test
  void aNameIsNoLongerThanItsPlace() {
    assertThatThrownBy(() -> ZfsDevice.send(new Kernel(1), ZfsCommand.poolStats("t".repeat(4096))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whereThereIsNoZfsThereIsNoDevice() {
    assertThatThrownBy(() -> ZfsDevice.send("/nowhere/zfs", ZfsCommand.POOL_CONFIGS))
        .isInstanceOf(NoSuchFileException.class);
  }
}

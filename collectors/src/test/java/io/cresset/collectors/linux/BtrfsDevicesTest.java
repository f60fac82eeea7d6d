package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtrfsDevicesTest {
  private static final long LAST_ID = 5000;

  /** A file system with devices 1 and {@link #LAST_ID}; the others were taken out. */
  private static final class TwoOfMany implements Commands {
    private long allocatedBytes;

    @Override
    public MemorySegment allocate(long bytes) {
      allocatedBytes += bytes;
      return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }

    @Override
    public int command(long request, MemorySegment argument) throws IOException {
      long first = argument.get(JAVA_LONG, 0);
      switch ((int) request & 0xff) {
        case 31 -> {
          argument.set(JAVA_LONG, 0, LAST_ID);
          argument.set(JAVA_LONG, 8, 2);
        }
        case 30 -> {
          // A UUID that is given picks the device by it.
          assertThat(argument.get(JAVA_LONG, 8)).isZero();
          if (first != 1 && first != LAST_ID) {
            throw new OpenFile.Refused("no such device", 19);
          }
          argument.set(JAVA_LONG, 8, -1);
          argument.set(JAVA_LONG, 24, first * 10);
          argument.set(JAVA_LONG, 32, first * 100);
          argument.setString(3072, first == 1 ? "/dev/disk/by-id/long" : "/dev/b");
        }
        case 52 -> {
          assertThat(argument.get(JAVA_LONG, 24)).isZero();
          argument.set(JAVA_LONG, 24, first);
        }
        default -> throw new IllegalArgumentException("command " + request);
      }
      return 0;
    }
  }

  @Test
  void gapsInTheNumbersOfDevicesTakeNoMemory() throws IOException {
    TwoOfMany file = new TwoOfMany();
    String uuid = "ffffffffffffffff0000000000000000";
    assertThat(BtrfsDevices.of(file).devices())
        .containsExactly(
            new BtrfsDevices.Device(
                "/dev/disk/by-id/long", uuid, 10, 100, List.of(1L, 0L, 0L, 0L, 0L)),
            new BtrfsDevices.Device(
                "/dev/b", uuid, 50_000, 500_000, List.of(5000L, 0L, 0L, 0L, 0L)));
    assertThat(file.allocatedBytes).isLessThan(8192);
  }
}

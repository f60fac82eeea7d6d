package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  /** {@code AT_PAGESZ}, getauxval(3). */
  private static final long PAGE_SIZE = 6;

  @Test
  void itIsWhatTheKernelToldThisProgramAtItsStart() throws IOException {
    ByteBuffer told =
        ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
            .order(ByteOrder.nativeOrder());
    long bytes = 0;
    while (told.remaining() >= 2 * Long.BYTES) {
      long type = told.getLong();
      long value = told.getLong();
      bytes = type == PAGE_SIZE ? value : bytes;
    }
    assertThat(PageSize.bytes()).isEqualTo((int) bytes).isPositive();
  }
}

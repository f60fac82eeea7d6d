package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Sends admin commands to NVMe controllers, by NVME_IOCTL_ADMIN_CMD (struct nvme_admin_cmd,
 * linux/nvme_ioctl.h). The kernel wants CAP_SYS_ADMIN for it.
 */
public final class NvmeDisk {
  /** _IOWR('N', 0x41, 72 bytes). */
  private static final long ADMIN_COMMAND = 0xC0484E41L;

  private static final long COMMAND_BYTES = 72;
  private static final int TIMEOUT_MILLIS = 10_000;

  private NvmeDisk() {}

  /**
   * @param path of the controller's file
   */
  public static byte[] send(String path, NvmeCommand command) throws IOException {
    try (OpenFile file = new OpenFile(path)) {
      MemorySegment data = file.allocate(command.bytes());
      MemorySegment request = file.allocate(COMMAND_BYTES);
      request.set(JAVA_BYTE, 0, (byte) command.opcode());
      request.set(JAVA_INT, 4, command.namespace());
      request.set(JAVA_LONG, 24, data.address());
      request.set(JAVA_INT, 36, command.bytes());
      request.set(JAVA_INT, 40, command.parameter());
      request.set(JAVA_INT, 64, TIMEOUT_MILLIS);
      int status = file.command(ADMIN_COMMAND, request);
      if (status != 0) {
        throw new IOException(
            path
                + ": the controller answers command 0x"
                + Integer.toHexString(command.opcode())
                + " with status 0x"
                + Integer.toHexString(status));
      }
      return data.toArray(JAVA_BYTE);
    }
  }
}

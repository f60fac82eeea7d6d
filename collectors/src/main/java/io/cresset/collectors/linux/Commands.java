package io.cresset.collectors.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What takes commands, ioctl(2), of a file system or a driver. */
interface Commands {

  /** Memory, all zeros, that lives as long as the commands can be given. */
  MemorySegment allocate(long bytes);

  /**
   * A command.
   *
   * @return what the driver returns, which is not negative
   * @throws java.nio.file.AccessDeniedException if this program may not
   * @throws OpenFile.Refused if the driver will not
   */
  int command(long request, MemorySegment argument) throws IOException;
}

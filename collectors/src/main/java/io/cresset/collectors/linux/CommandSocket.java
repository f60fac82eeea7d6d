package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A socket that takes commands about network interfaces, netdevice(7). For one thread. */
final class CommandSocket implements Commands, AutoCloseable {
  private static final MethodHandle SOCKET =
      CLibrary.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
  private final int descriptor;

  CommandSocket() throws IOException {
    this.descriptor = call(() -> (int) SOCKET.invokeExact(state, AF_INET, SOCK_DGRAM_CLOEXEC, 0));
    if (descriptor < 0) {
      int errno = CLibrary.errno(state);
      arena.close();
      throw new IOException("socket: " + Errno.words(errno));
    }
  }

  @Override
  public MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  @Override
  public int command(long request, MemorySegment argument) throws IOException {
    int result = OpenFile.ioctl(state, descriptor, request, argument);
    if (result < 0) {
      throw OpenFile.failure("socket", "refuses a command", CLibrary.errno(state));
    }
    return result;
  }

  @Override
  public void close() {
    OpenFile.close(state, descriptor);
    arena.close();
  }
}

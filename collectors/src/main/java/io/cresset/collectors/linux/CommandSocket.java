package io.cresset.collectors.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A socket that takes commands about network interfaces, netdevice(7). For one thread. */
final class CommandSocket implements Commands, AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;

  private final KernelSocket socket;

  CommandSocket() throws IOException {
    this.socket = new KernelSocket(AF_INET, SOCK_DGRAM, 0);
  }

  @Override
  public MemorySegment allocate(long bytes) {
    return socket.allocate(bytes);
  }

  @Override
  public int command(long request, MemorySegment argument) throws IOException {
    return socket.ioctl(request, argument);
  }

  @Override
  public void close() {
    socket.close();
  }
}

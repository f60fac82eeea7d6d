package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/**
 * A socket of the C library, for what the JDK's cannot do. For one thread, which nothing can
 * interrupt while it waits.
 */
final class KernelSocket implements AutoCloseable {
  private static final MethodHandle SOCKET =
      CLibrary.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      CLibrary.link(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT =
      CLibrary.link("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      CLibrary.link(
          "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      CLibrary.link(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
  private final int descriptor;

  /** As socket(2); what fails here and in the methods says {@link Errno#words} why. */
  KernelSocket(int domain, int type, int protocol) throws IOException {
    this.descriptor =
        call(() -> (int) SOCKET.invokeExact(state, domain, type | SOCK_CLOEXEC, protocol));
    if (descriptor < 0) {
      int errno = CLibrary.errno(state);
      arena.close();
      throw failure(errno);
    }
  }

  /** Memory, all zeros, that lives as long as the socket is open. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  /**
   * @throws IOException if nothing comes for so long, from {@link #receive}
   */
  void limitWaiting(Duration limit) throws IOException {
    MemorySegment timeval = allocate(2L * Long.BYTES);
    timeval.set(JAVA_LONG, 0, limit.toSeconds());
    timeval.set(JAVA_LONG, Long.BYTES, limit.toNanosPart() / 1000);
    option(SOL_SOCKET, SO_RCVTIMEO, timeval);
  }

  void option(int level, int name, MemorySegment value) throws IOException {
    check(
        call(
            () ->
                (int)
                    SETSOCKOPT.invokeExact(
                        state, descriptor, level, name, value, (int) value.byteSize())));
  }

  /**
   * @param address a {@code struct sockaddr}
   */
  void connect(MemorySegment address) throws IOException {
    check(
        call(
            () -> (int) CONNECT.invokeExact(state, descriptor, address, (int) address.byteSize())));
  }

  void send(MemorySegment message) throws IOException {
    check(call(() -> (long) SEND.invokeExact(state, descriptor, message, message.byteSize(), 0)));
  }

  /**
   * How many bytes came.
   *
   * @throws SocketTimeoutException if none did within the limit
   */
  long receive(MemorySegment buffer) throws IOException {
    while (true) {
      long got =
          call(() -> (long) RECV.invokeExact(state, descriptor, buffer, buffer.byteSize(), 0));
      if (got >= 0) {
        return got;
      }
      int errno = CLibrary.errno(state);
      if (errno == Errno.EAGAIN) {
        throw new SocketTimeoutException("no answer in time");
      }
      if (errno != Errno.EINTR) {
        throw failure(errno);
      }
    }
  }

  /** What the driver returns, which is not negative. */
  int ioctl(long request, MemorySegment argument) throws IOException {
    int result = OpenFile.ioctl(state, descriptor, request, argument);
    check(result);
    return result;
  }

  private void check(long result) throws IOException {
    if (result < 0) {
      throw failure(CLibrary.errno(state));
    }
  }

  static IOException failure(int errno) {
    return switch (errno) {
      case Errno.ENOENT -> new NoSuchFileException("socket");
      case Errno.EPERM, Errno.EACCES -> new AccessDeniedException("socket");
      default -> new OpenFile.Refused(Errno.words(errno), errno);
    };
  }

  @Override
  public void close() {
    OpenFile.close(state, descriptor);
    arena.close();
  }
}

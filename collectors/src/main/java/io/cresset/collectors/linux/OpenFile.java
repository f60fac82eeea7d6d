package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static io.cresset.collectors.linux.Errno.EACCES;
import static io.cresset.collectors.linux.Errno.ENOENT;
import static io.cresset.collectors.linux.Errno.EPERM;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * A file of the kernel or of a driver, open for what the JDK cannot do with it: reads that do not
 * wait, and commands. For one thread.
 */
final class OpenFile implements Commands, AutoCloseable {
  /** {@code int open(const char *path, int flags, ...)}. */
  private static final MethodHandle OPEN =
      CLibrary.linkVariadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);

  /** {@code int ioctl(int fd, unsigned long request, ...)}. */
  private static final MethodHandle IOCTL =
      CLibrary.linkVariadic(
          "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);

  private static final MethodHandle CLOSE =
      CLibrary.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  // fcntl.h, for all architectures that Java 25 runs on.
  private static final int O_RDONLY = 0;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
  private final String path;
  private final int descriptor;

  /**
   * Opens for reading, without waiting for anything such as a medium.
   *
   * @throws NoSuchFileException if it is not there
   * @throws AccessDeniedException if this program may not
   */
  OpenFile(String path) throws IOException {
    this.path = path;
    MemorySegment name = arena.allocateFrom(path);
    this.descriptor =
        call(() -> (int) OPEN.invokeExact(state, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (descriptor < 0) {
      int errno = CLibrary.errno(state);
      arena.close();
      throw failure(path, "cannot be opened", errno);
    }
  }

  /** Memory that lives as long as the file is open. */
  @Override
  public MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  MemorySegment state() {
    return state;
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public int command(long request, MemorySegment argument) throws IOException {
    int result = ioctl(state, descriptor, request, argument);
    if (result < 0) {
      throw failure(path, "refuses a command", CLibrary.errno(state));
    }
    return result;
  }

  /** What the driver returns, or a negative number. */
  static int ioctl(MemorySegment state, int descriptor, long request, MemorySegment argument) {
    return call(() -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
  }

  static void close(MemorySegment state, int descriptor) {
    int _ = call(() -> (int) CLOSE.invokeExact(state, descriptor));
  }

  static IOException failure(String path, String what, int errno) {
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(path);
      case EACCES, EPERM -> new AccessDeniedException(path);
      default -> new Refused(path + ": " + what + ": " + Errno.words(errno), errno);
    };
  }

  /** A driver's no, which may mean no more than that there is no such thing. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    Refused(String message, int errno) {
      super(message);
      this.errno = errno;
    }

    int errno() {
      return errno;
    }
  }

  @Override
  public void close() {
    close(state, descriptor);
    arena.close();
  }
}

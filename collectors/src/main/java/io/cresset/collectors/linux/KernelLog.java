package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static io.cresset.collectors.linux.Errno.EACCES;
import static io.cresset.collectors.linux.Errno.EAGAIN;
import static io.cresset.collectors.linux.Errno.EINTR;
import static io.cresset.collectors.linux.Errno.ENOENT;
import static io.cresset.collectors.linux.Errno.EPERM;
import static io.cresset.collectors.linux.Errno.EPIPE;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.cresset.api.model.ByteSlice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The kernel's log, open for reading. Each read gives one record, and none waits: the JDK cannot
 * open a file in that way, and a thread that waits in a read of it could not be ended. Nothing is
 * linked before the first one is opened.
 */
public final class KernelLog implements AutoCloseable {
  /** {@code int open(const char *path, int flags, ...)}. */
  private static final MethodHandle OPEN =
      CLibrary.linkVariadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);

  private static final MethodHandle READ =
      CLibrary.link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle LSEEK =
      CLibrary.link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      CLibrary.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  // fcntl.h, for all architectures that Java 25 runs on.
  private static final int O_RDONLY = 0;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_END = 2;

  /** The kernel's own limit of a record with its fields, and more. */
  private static final int RECORD_BYTES = 16 * 1024;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
  private final MemorySegment buffer = arena.allocate(RECORD_BYTES);
  private final Path path;
  private final int descriptor;

  public KernelLog(Path path) throws IOException {
    this.path = path;
    MemorySegment name = arena.allocateFrom(path.toString());
    this.descriptor =
        call(() -> (int) OPEN.invokeExact(state, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (descriptor < 0) {
      int errno = CLibrary.errno(state);
      arena.close();
      throw switch (errno) {
        case ENOENT -> new NoSuchFileException(path.toString());
        case EACCES, EPERM -> new AccessDeniedException(path.toString());
        default -> new IOException("cannot open " + path + ": " + Errno.words(errno));
      };
    }
  }

  /** Passes over all that is there. */
  public void skipToEnd() {
    long _ = call(() -> (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END));
  }

  /**
   * The next record; empty if there is none now. What was written over before it was read is left
   * out, as the records' numbers tell.
   */
  public Optional<ByteSlice> read() throws IOException {
    while (true) {
      long got =
          call(() -> (long) READ.invokeExact(state, descriptor, buffer, (long) RECORD_BYTES));
      if (got > 0) {
        return Optional.of(ByteSlice.of(buffer.asSlice(0, got).toArray(JAVA_BYTE)));
      }
      int errno = got == 0 ? EAGAIN : CLibrary.errno(state);
      switch (errno) {
        case EAGAIN -> {
          return Optional.empty();
        }
        case EPIPE, EINTR -> {}
        default -> throw new IOException("cannot read " + path + ": " + Errno.words(errno));
      }
    }
  }

  @Override
  public void close() {
    int _ = call(() -> (int) CLOSE.invokeExact(state, descriptor));
    arena.close();
  }
}

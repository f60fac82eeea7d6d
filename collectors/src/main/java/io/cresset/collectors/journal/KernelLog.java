package io.cresset.collectors.journal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.cresset.api.model.ByteSlice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The kernel's log, open for reading. Each read gives one record, and none waits: the JDK cannot
 * open a file in that way, and a thread that waits in a read of it could not be ended. Nothing is
 * linked before the first one is opened.
 */
final class KernelLog implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** {@code int open(const char *path, int flags, ...)}. */
  private static final MethodHandle OPEN =
      link(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          WITH_ERRNO,
          Linker.Option.firstVariadicArg(2));

  private static final MethodHandle READ =
      link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), WITH_ERRNO);
  private static final MethodHandle LSEEK =
      link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  // fcntl.h, for all architectures that Java 25 runs on.
  private static final int O_RDONLY = 0;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_END = 2;

  // errno.h.
  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EPERM = 1;
  private static final int EPIPE = 32;

  /** The kernel's own limit of a record with its fields, and more. */
  private static final int RECORD_BYTES = 16 * 1024;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(CALL_STATE);
  private final MemorySegment buffer = arena.allocate(RECORD_BYTES);
  private final Path path;
  private final int descriptor;

  KernelLog(Path path) throws IOException {
    this.path = path;
    try {
      this.descriptor =
          (int)
              OPEN.invokeExact(
                  state, arena.allocateFrom(path.toString()), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    } catch (Throwable e) {
      arena.close();
      throw defect(e);
    }
    if (descriptor < 0) {
      int errno = errno();
      arena.close();
      throw switch (errno) {
        case ENOENT -> new NoSuchFileException(path.toString());
        case EACCES, EPERM -> new AccessDeniedException(path.toString());
        default -> new IOException("cannot open " + path + ": errno " + errno);
      };
    }
  }

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  /** Passes over all that is there. */
  void skipToEnd() {
    try {
      long _ = (long) LSEEK.invokeExact(descriptor, 0L, SEEK_END);
    } catch (Throwable e) {
      throw defect(e);
    }
  }

  /**
   * The next record; empty if there is none now. What was written over before it was read is left
   * out, as the records' numbers tell.
   */
  Optional<ByteSlice> read() throws IOException {
    while (true) {
      long got;
      try {
        got = (long) READ.invokeExact(state, descriptor, buffer, (long) RECORD_BYTES);
      } catch (Throwable e) {
        throw defect(e);
      }
      if (got > 0) {
        return Optional.of(ByteSlice.of(buffer.asSlice(0, got).toArray(JAVA_BYTE)));
      }
      int errno = got == 0 ? EAGAIN : errno();
      switch (errno) {
        case EAGAIN -> {
          return Optional.empty();
        }
        case EPIPE, EINTR -> {}
        default -> throw new IOException("cannot read " + path + ": errno " + errno);
      }
    }
  }

  /** A method handle may throw anything; these throw nothing but defects. */
  private static RuntimeException defect(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(thrown);
  }

  @Override
  public void close() {
    try {
      int _ = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw defect(e);
    } finally {
      arena.close();
    }
  }
}

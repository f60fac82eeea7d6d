package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static io.cresset.collectors.linux.Errno.EAGAIN;
import static io.cresset.collectors.linux.Errno.EINTR;
import static io.cresset.collectors.linux.Errno.EPIPE;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.cresset.api.model.ByteSlice;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The kernel's log, open for reading. Each read gives one record, and none waits: the JDK cannot
 * open a file in that way, and a thread that waits in a read of it could not be ended. Nothing is
 * linked before the first one is opened.
 */
public final class KernelLog implements AutoCloseable {
  private static final MethodHandle READ =
      CLibrary.link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle LSEEK =
      CLibrary.link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

  private static final int SEEK_END = 2;

  /** The kernel's own limit of a record with its fields, and more. */
  private static final int RECORD_BYTES = 16 * 1024;

  private final Path path;
  private final OpenFile file;
  private final MemorySegment buffer;

  public KernelLog(Path path) throws IOException {
    this.path = path;
    this.file = new OpenFile(path.toString());
    this.buffer = file.allocate(RECORD_BYTES);
  }

  /** Passes over all that is there. */
  public void skipToEnd() {
    long _ = call(() -> (long) LSEEK.invokeExact(file.state(), file.descriptor(), 0L, SEEK_END));
  }

  /**
   * The next record; empty if there is none now. What was written over before it was read is left
   * out, as the records' numbers tell.
   */
  public Optional<ByteSlice> read() throws IOException {
    while (true) {
      long got =
          call(
              () ->
                  (long)
                      READ.invokeExact(
                          file.state(), file.descriptor(), buffer, (long) RECORD_BYTES));
      if (got > 0) {
        return Optional.of(ByteSlice.of(buffer.asSlice(0, got).toArray(JAVA_BYTE)));
      }
      int errno = got == 0 ? EAGAIN : CLibrary.errno(file.state());
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
    file.close();
  }
}

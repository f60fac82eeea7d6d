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
import java.nio.file.AccessDeniedException;

/** Reads the kernel's clock discipline and sets nothing; offsets are those of struct timex. */
public final class Adjtimex {
  /** {@code int adjtimex(struct timex *buf)}. */
  private static final MethodHandle ADJTIMEX =
      CLibrary.link("adjtimex", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  /** The struct is 208 bytes long and may grow. */
  private static final long TIMEX_BYTES = 512;

  private Adjtimex() {}

  /**
   * @throws AccessDeniedException if it is refused, which only filters of containers do
   */
  public static Timex read() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
      int result = call(() -> (int) ADJTIMEX.invokeExact(state, timex));
      if (result < 0) {
        int errno = CLibrary.errno(state);
        throw errno == Errno.EPERM || errno == Errno.EACCES
            ? new AccessDeniedException("adjtimex")
            : new IOException("adjtimex: " + Errno.words(errno));
      }
      return new Timex(
          result,
          timex.get(JAVA_LONG, 8),
          timex.get(JAVA_LONG, 16),
          timex.get(JAVA_LONG, 24),
          timex.get(JAVA_LONG, 32),
          timex.get(JAVA_INT, 40),
          timex.get(JAVA_LONG, 48),
          timex.get(JAVA_LONG, 88),
          timex.get(JAVA_LONG, 96),
          timex.get(JAVA_LONG, 104),
          timex.get(JAVA_INT, 112),
          timex.get(JAVA_LONG, 120),
          timex.get(JAVA_LONG, 128),
          timex.get(JAVA_LONG, 136),
          timex.get(JAVA_LONG, 144),
          timex.get(JAVA_LONG, 152),
          timex.get(JAVA_INT, 160));
    }
  }
}

package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** How large a page of memory is: 4, 16 or 64 KiB, by machine and kernel. */
public final class PageSize {
  /** {@code int getpagesize(void)}. */
  private static final MethodHandle GETPAGESIZE =
      CLibrary.link("getpagesize", FunctionDescriptor.of(JAVA_INT));

  private PageSize() {}

  public static int bytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return call(() -> (int) GETPAGESIZE.invokeExact(state));
    }
  }
}

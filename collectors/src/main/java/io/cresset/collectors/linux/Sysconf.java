package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What sysconf(3) says of this machine. */
public final class Sysconf {
  /** {@code long sysconf(int name)}. */
  private static final MethodHandle SYSCONF =
      CLibrary.link("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

  /** bits/confname.h; musl has the same number. */
  private static final int SC_PAGESIZE = 30;

  private Sysconf() {}

  /** The size of a page of memory: 4 KiB, and 16 or 64 on some ARM and POWER kernels. */
  public static long pageBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return call(() -> (long) SYSCONF.invokeExact(state, SC_PAGESIZE));
    }
  }
}

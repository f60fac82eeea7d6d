package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Asks the kernel for its name; the machine's name is in no file. */
public final class Uname {
  /** {@code int uname(struct utsname *buf)}. */
  private static final MethodHandle UNAME =
      CLibrary.link("uname", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  /** Each of the six strings of struct utsname, with its NUL, linux/utsname.h. */
  private static final long LENGTH = 65;

  private static final long BYTES = 6 * LENGTH;

  private Uname() {}

  /** Empty if the call was refused. */
  public static Optional<UtsName> ofThisMachine() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment buffer = arena.allocate(BYTES);
      int result = call(() -> (int) UNAME.invokeExact(state, buffer));
      return result != 0 ? Optional.empty() : Optional.of(read(buffer));
    }
  }

  private static UtsName read(MemorySegment buffer) {
    return new UtsName(
        buffer.getString(0),
        buffer.getString(LENGTH),
        buffer.getString(2 * LENGTH),
        buffer.getString(3 * LENGTH),
        buffer.getString(4 * LENGTH),
        buffer.getString(5 * LENGTH));
  }
}

package io.cresset.collectors.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The one way into the C library. A class that links a function does so in its static fields, so
 * that nothing is linked before the class is used. Layouts and numbers in this package are those of
 * every 64-bit Linux that Java 25 runs on, with glibc and with musl.
 */
final class CLibrary {

  /** What a call leaves behind besides its result; the first argument of each. */
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private CLibrary() {}

  /** A function that takes a {@link #CALL_STATE} before its own arguments. */
  static MethodHandle link(String name, FunctionDescriptor descriptor) {
    return link(name, descriptor, new Linker.Option[] {WITH_ERRNO});
  }

  /**
   * A function with {@code ...} behind its first arguments.
   *
   * @param fixed how many those are
   */
  static MethodHandle linkVariadic(String name, FunctionDescriptor descriptor, int fixed) {
    return link(
        name, descriptor, new Linker.Option[] {WITH_ERRNO, Linker.Option.firstVariadicArg(fixed)});
  }

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option[] options) {
    MemorySegment symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  /** What the last call with this state failed with; meaningless if it did not fail. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A call of a method handle. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws Throwable;
  }

  /** A method handle may throw anything; those of C functions throw nothing but defects. */
  static <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}

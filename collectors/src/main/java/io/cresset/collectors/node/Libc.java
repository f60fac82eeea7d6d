package io.cresset.collectors.node;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.cresset.collectors.node.Machine.UtsName;
import io.cresset.collectors.node.Machine.Vfs;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Optional;

/**
 * The two calls into the C library that the JDK does not offer: inode counts, and what uname says.
 * The layouts are those of every 64-bit Linux, with glibc and with musl. Nothing is linked before
 * the first call.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** {@code int statvfs(const char *path, struct statvfs *buf)}, with errno in front. */
  private static final MethodHandle STATVFS =
      link(
          "statvfs",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS),
          Linker.Option.captureCallState("errno"));

  /** {@code int uname(struct utsname *buf)}. */
  private static final MethodHandle UNAME = link("uname", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  /** struct statvfs is 112 bytes long and may grow. */
  private static final long STATVFS_BYTES = 512;

  // Offsets in struct statvfs, sys/statvfs.h.
  private static final long F_BSIZE = 0;
  private static final long F_BLOCKS = 16;
  private static final long F_BFREE = 24;
  private static final long F_BAVAIL = 32;
  private static final long F_FILES = 40;
  private static final long F_FFREE = 48;

  /** Each of the six strings of struct utsname, with its NUL, linux/utsname.h. */
  private static final long UTS_LENGTH = 65;

  private static final long UTSNAME_BYTES = 6 * UTS_LENGTH;

  /**
   * What Go calls the errors that statvfs may give; these words become label values. Numbers of
   * asm-generic/errno.h, which are those of every architecture that Java 25 runs on.
   */
  private static final Map<Integer, String> ERRORS =
      Map.ofEntries(
          Map.entry(1, "operation not permitted"),
          Map.entry(2, "no such file or directory"),
          Map.entry(4, "interrupted system call"),
          Map.entry(5, "input/output error"),
          Map.entry(6, "no such device or address"),
          Map.entry(11, "resource temporarily unavailable"),
          Map.entry(12, "cannot allocate memory"),
          Map.entry(13, "permission denied"),
          Map.entry(16, "device or resource busy"),
          Map.entry(19, "no such device"),
          Map.entry(20, "not a directory"),
          Map.entry(22, "invalid argument"),
          Map.entry(36, "file name too long"),
          Map.entry(38, "function not implemented"),
          Map.entry(40, "too many levels of symbolic links"),
          Map.entry(71, "protocol error"),
          Map.entry(75, "value too large for defined data type"),
          Map.entry(95, "operation not supported"),
          Map.entry(100, "network is down"),
          Map.entry(101, "network is unreachable"),
          Map.entry(103, "software caused connection abort"),
          Map.entry(104, "connection reset by peer"),
          Map.entry(107, "transport endpoint is not connected"),
          Map.entry(108, "cannot send after transport endpoint shutdown"),
          Map.entry(110, "connection timed out"),
          Map.entry(111, "connection refused"),
          Map.entry(112, "host is down"),
          Map.entry(113, "no route to host"),
          Map.entry(116, "stale file handle"),
          Map.entry(117, "structure needs cleaning"),
          Map.entry(121, "remote I/O error"),
          Map.entry(126, "required key not available"),
          Map.entry(127, "key has expired"),
          Map.entry(128, "key has been revoked"));

  private Libc() {}

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

  /** Blocks as long as the file system does. */
  static Vfs statvfs(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      MemorySegment buffer = arena.allocate(STATVFS_BYTES, Long.BYTES);
      int result = (int) STATVFS.invokeExact(state, arena.allocateFrom(path), buffer);
      if (result != 0) {
        int errno = (int) ERRNO.get(state, 0L);
        return new Vfs.Refused(error(errno));
      }
      return new Vfs.Sizes(
          buffer.get(JAVA_LONG, F_BSIZE),
          buffer.get(JAVA_LONG, F_BLOCKS),
          buffer.get(JAVA_LONG, F_BFREE),
          buffer.get(JAVA_LONG, F_BAVAIL),
          buffer.get(JAVA_LONG, F_FILES),
          buffer.get(JAVA_LONG, F_FFREE));
    } catch (Throwable e) {
      throw defect(e);
    }
  }

  static String error(int errno) {
    return ERRORS.getOrDefault(errno, "errno " + errno);
  }

  /** Empty if the call was refused. */
  static Optional<UtsName> uname() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(UTSNAME_BYTES);
      int result = (int) UNAME.invokeExact(buffer);
      return result != 0 ? Optional.empty() : Optional.of(utsName(buffer));
    } catch (Throwable e) {
      throw defect(e);
    }
  }

  private static UtsName utsName(MemorySegment buffer) {
    return new UtsName(
        buffer.getString(0),
        buffer.getString(UTS_LENGTH),
        buffer.getString(2 * UTS_LENGTH),
        buffer.getString(3 * UTS_LENGTH),
        buffer.getString(4 * UTS_LENGTH),
        buffer.getString(5 * UTS_LENGTH));
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
}

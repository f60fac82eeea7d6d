package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Asks for the sizes of file systems; the layout of the answer is that of sys/statvfs.h. */
public final class Statvfs {
  /** {@code int statvfs(const char *path, struct statvfs *buf)}. */
  private static final MethodHandle STATVFS =
      CLibrary.link("statvfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  /** struct statvfs is 112 bytes long and may grow. */
  private static final long STATVFS_BYTES = 512;

  private static final long F_BSIZE = 0;
  private static final long F_BLOCKS = 16;
  private static final long F_BFREE = 24;
  private static final long F_BAVAIL = 32;
  private static final long F_FILES = 40;
  private static final long F_FFREE = 48;

  private Statvfs() {}

  /** Sizes of the file system that holds a path. Blocks as long as the file system does. */
  public static Vfs of(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment buffer = arena.allocate(STATVFS_BYTES, Long.BYTES);
      MemorySegment name = arena.allocateFrom(path);
      int result = call(() -> (int) STATVFS.invokeExact(state, name, buffer));
      if (result != 0) {
        return new Vfs.Refused(Errno.words(CLibrary.errno(state)));
      }
      return new Vfs.Sizes(
          buffer.get(JAVA_LONG, F_BSIZE),
          buffer.get(JAVA_LONG, F_BLOCKS),
          buffer.get(JAVA_LONG, F_BFREE),
          buffer.get(JAVA_LONG, F_BAVAIL),
          buffer.get(JAVA_LONG, F_FILES),
          buffer.get(JAVA_LONG, F_FFREE));
    }
  }
}

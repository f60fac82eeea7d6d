package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The kernel's word for what changes in folders, inotify(7): one instance for all of them. The
 * JDK's own watch service would bring a thread of its own, and does not tell what was renamed to
 * what. Numbers are those of asm-generic, which all architectures that Java 25 runs on have. Used
 * by one thread.
 */
public final class Inotify implements AutoCloseable {
  public static final int MODIFY = 0x2;
  public static final int ATTRIB = 0x4;
  public static final int MOVED_FROM = 0x40;
  public static final int MOVED_TO = 0x80;
  public static final int CREATE = 0x100;
  public static final int DELETE = 0x200;
  public static final int DELETE_SELF = 0x400;
  public static final int MOVE_SELF = 0x800;
  public static final int OVERFLOW = 0x4000;
  public static final int IGNORED = 0x8000;
  private static final int ONLYDIR = 0x0100_0000;
  private static final int WANTED =
      MODIFY | ATTRIB | MOVED_FROM | MOVED_TO | CREATE | DELETE | DELETE_SELF | MOVE_SELF | ONLYDIR;

  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x8_0000;
  private static final short POLLIN = 1;
  private static final int HEADER_BYTES = 16;
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final MethodHandle INIT =
      CLibrary.link("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle ADD =
      CLibrary.link(
          "inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle REMOVE =
      CLibrary.link("inotify_rm_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL =
      CLibrary.link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      CLibrary.link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      CLibrary.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /** What has happened. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param watch of the folder, as {@link #watch} gave it; -1 for {@link #OVERFLOW}
     * @param what the bits above
     * @param name of what lies in the folder; empty if it is the folder itself
     */
    void happened(int watch, int what, String name);
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);

  /** {@code struct pollfd}: descriptor, events, revents. */
  private final MemorySegment pollfd = arena.allocate(8, Integer.BYTES);

  private final int descriptor;
  private boolean closed;

  /**
   * @throws NoInstance if the kernel has none to give
   */
  public Inotify() throws NoInstance {
    descriptor = call(() -> (int) INIT.invokeExact(state, NONBLOCK | CLOEXEC));
    if (descriptor < 0) {
      int errno = CLibrary.errno(state);
      arena.close();
      throw new NoInstance(errno);
    }
    pollfd.set(JAVA_INT, 0, descriptor);
    pollfd.set(JAVA_SHORT, 4, POLLIN);
  }

  /** There is no instance to be had. */
  public static final class NoInstance extends Exception {
    private static final long serialVersionUID = 1;

    NoInstance(int errno) {
      super("error " + errno + " of inotify_init1");
    }
  }

  /**
   * Watches a folder; again if it is watched already.
   *
   * @return the watch, the same for the same folder; or the negative errno
   */
  public int watch(Path folder) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment path = local.allocateFrom(folder.toString());
      int watch = call(() -> (int) ADD.invokeExact(state, descriptor, path, WANTED));
      return watch >= 0 ? watch : -CLibrary.errno(state);
    }
  }

  public void unwatch(int watch) {
    int _ = call(() -> (int) REMOVE.invokeExact(state, descriptor, watch));
  }

  /** Waits until there is something to be read, at most so long. */
  public void await(int millis) {
    int _ = call(() -> (int) POLL.invokeExact(state, pollfd, 1L, millis));
  }

  /** Tells all that has happened since it was asked last. Does not wait. */
  public void drain(Listener listener) {
    while (true) {
      long count =
          call(() -> (long) READ.invokeExact(state, descriptor, buffer, (long) BUFFER_BYTES));
      if (count <= 0) {
        return;
      }
      long at = 0;
      while (at + HEADER_BYTES <= count) {
        int watch = buffer.get(JAVA_INT, at);
        int what = buffer.get(JAVA_INT, at + 4);
        int nameBytes = buffer.get(JAVA_INT, at + 12);
        String name = nameBytes == 0 ? "" : buffer.getString(at + HEADER_BYTES);
        at += HEADER_BYTES + nameBytes;
        listener.happened(watch, what, name);
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      int _ = call(() -> (int) CLOSE.invokeExact(state, descriptor));
      arena.close();
    }
  }
}

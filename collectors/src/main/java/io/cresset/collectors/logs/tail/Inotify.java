package io.cresset.collectors.logs.tail;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The kernel's word for what changes in folders, inotify(7): one instance for all of them. The
 * JDK's own watch service would bring a thread of its own, and does not tell what was renamed to
 * what. Numbers are those of asm-generic, which all architectures that Java 25 runs on have. Used
 * by one thread.
 */
final class Inotify implements AutoCloseable {
  static final int MODIFY = 0x2;
  static final int ATTRIB = 0x4;
  static final int MOVED_FROM = 0x40;
  static final int MOVED_TO = 0x80;
  static final int CREATE = 0x100;
  static final int DELETE = 0x200;
  static final int DELETE_SELF = 0x400;
  static final int MOVE_SELF = 0x800;
  static final int OVERFLOW = 0x4000;
  static final int IGNORED = 0x8000;
  private static final int ONLYDIR = 0x0100_0000;
  private static final int WANTED =
      MODIFY | ATTRIB | MOVED_FROM | MOVED_TO | CREATE | DELETE | DELETE_SELF | MOVE_SELF | ONLYDIR;

  /** errno: no more watches for this user. */
  static final int ENOSPC = 28;

  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x8_0000;
  private static final short POLLIN = 1;
  private static final int HEADER_BYTES = 16;
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle INIT =
      link("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle ADD =
      link("inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle REMOVE =
      link("inotify_rm_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL =
      link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /** What has happened. */
  @FunctionalInterface
  interface Listener {
    /**
     * @param watch of the folder, as {@link #watch} gave it; -1 for {@link #OVERFLOW}
     * @param what the bits above
     * @param name of what lies in the folder; empty if it is the folder itself
     */
    void happened(int watch, int what, String name);
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(CALL_STATE);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);

  /** {@code struct pollfd}: descriptor, events, revents. */
  private final MemorySegment pollfd = arena.allocate(8, Integer.BYTES);

  private final int descriptor;
  private boolean closed;

  /**
   * @throws NoInstance if the kernel has none to give
   */
  Inotify() throws NoInstance {
    descriptor = call(() -> (int) INIT.invokeExact(state, NONBLOCK | CLOEXEC));
    if (descriptor < 0) {
      int errno = errno();
      arena.close();
      throw new NoInstance(errno);
    }
    pollfd.set(JAVA_INT, 0, descriptor);
    pollfd.set(JAVA_SHORT, 4, POLLIN);
  }

  /** There is no instance to be had. */
  static final class NoInstance extends Exception {
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
  int watch(Path folder) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment path = local.allocateFrom(folder.toString());
      int watch = call(() -> (int) ADD.invokeExact(state, descriptor, path, WANTED));
      return watch >= 0 ? watch : -errno();
    }
  }

  void unwatch(int watch) {
    int _ = call(() -> (int) REMOVE.invokeExact(state, descriptor, watch));
  }

  /** Waits until there is something to be read, at most so long. */
  void await(int millis) {
    int _ = call(() -> (int) POLL.invokeExact(state, pollfd, 1L, millis));
  }

  /** Tells all that has happened since it was asked last. Does not wait. */
  void drain(Listener listener) {
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

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static MethodHandle link(String name, FunctionDescriptor descriptor) {
    MemorySegment symbol =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
    return LINKER.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno"));
  }

  /** A native call. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws Throwable;
  }

  /** A method handle may throw anything; these throw nothing but defects. */
  private static <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}

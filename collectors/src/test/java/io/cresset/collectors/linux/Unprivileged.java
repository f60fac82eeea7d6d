package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * While it is open, files are closed to this thread as they are to a user who is not root. Of root
 * the thread's own user id for files is changed (setfsuid(2)), which takes its right to pass over
 * permissions; other users have no such right, and nothing is changed.
 */
public final class Unprivileged implements AutoCloseable {
  private static final MethodHandle SETFSUID =
      CLibrary.link("setfsuid", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;

  private final Thread thread = Thread.currentThread();
  private final int before;

  /**
   * @param folder the test's own, which stays readable
   */
  public Unprivileged(Path folder) throws IOException {
    // Answers who it was before, whatever it is asked for.
    before = setFileUser(-1);
    if (before == ROOT) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      setFileUser(NOBODY);
    }
  }

  private static int setFileUser(int user) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.call(() -> (int) SETFSUID.invokeExact(state, user));
    }
  }

  @Override
  public void close() {
    if (!thread.equals(Thread.currentThread()) || thread.isVirtual()) {
      throw new IllegalStateException("a thread of its own, from beginning to end");
    }
    setFileUser(before);
  }
}

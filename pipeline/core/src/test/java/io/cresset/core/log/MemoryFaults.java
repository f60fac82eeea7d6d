package io.cresset.core.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What is wrong with a {@link MemoryDisk} at the moment, and when its process ends. */
public final class MemoryFaults {

  /** What a process gets from the moment at which it ends or the power is cut. */
  public static final class Stopped extends Error {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("the process has ended", null, false, false);
    }
  }

  /** What the log does with the disk. */
  public enum Operation {
    CREATE_FOLDER,
    LIST,
    CREATE,
    OPEN,
    SIZE,
    READ,
    WRITE,
    FORCE,
    FORCE_FOLDER,
    TRUNCATE,
    DELETE
  }

  /** What a force that has failed leaves behind. Each is what some file system does. */
  public enum AfterFailedForce {
    /** The pages count as clean and stay in memory: only a power cut shows that they are lost. */
    CLEAN_AND_LOST,
    /** Some pages were written, the others as above. */
    PARTLY_LOST,
    /** The pages are thrown away: what was safe is seen again. */
    REVERTED,
    /** The pages stay dirty, and the next force may write them. */
    STILL_DIRTY
  }

  /** Is told of each operation before it happens, by the thread that does it. */
  public interface Watcher {
    void before(Operation operation, Path path);
  }

  private RandomGenerator dice = new SplittableRandom(0);
  private Watcher watcher = (_, _) -> {};
  private long operationsLeft = Long.MAX_VALUE;
  private long capacityBytes = Long.MAX_VALUE;
  private boolean readOnly;
  private int failingForces;
  private AfterFailedForce afterFailedForce = AfterFailedForce.CLEAN_AND_LOST;
  private int failingWrites;
  private int failingReads;
  private final Set<Path> unreadable = new HashSet<>();
  private final Set<Path> closed = new HashSet<>();

  // What a test says

  public synchronized void watch(Watcher told, RandomGenerator random) {
    watcher = told;
    dice = random;
  }

  /** The process ends in the operation after so many. */
  public synchronized void stopAfter(long operations) {
    operationsLeft = operations;
  }

  public synchronized void readOnly(boolean value) {
    readOnly = value;
  }

  public synchronized void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /** The next forces, of files and folders, fail. */
  public synchronized void failForces(int count, AfterFailedForce leaves) {
    failingForces = count;
    afterFailedForce = leaves;
  }

  /** The next writes fail, having written some part. */
  public synchronized void failWrites(int count) {
    failingWrites = count;
  }

  /** The next reads fail, having read some part. */
  public synchronized void failReads(int count) {
    failingReads = count;
  }

  /** From now on nothing can be read of a file, which can be opened. */
  public synchronized void neverRead(Path file) {
    unreadable.add(file);
  }

  /** From now on a file cannot be opened, as one of another user. */
  public synchronized void neverOpen(Path file) {
    closed.add(file);
  }

  /** From now on every file can be opened and read again. */
  public synchronized void openAndReadAll() {
    unreadable.clear();
    closed.clear();
  }

  // What the disk asks

  /** Called without any lock of the disk, so that others may use it meanwhile. */
  void before(Operation operation, Path path) {
    Watcher told;
    synchronized (this) {
      told = watcher;
    }
    told.before(operation, path);
    synchronized (this) {
      if (operationsLeft <= 0 && operation != Operation.WRITE) {
        throw new Stopped();
      }
      operationsLeft--;
    }
  }

  synchronized boolean isReadOnly() {
    return readOnly;
  }

  synchronized long capacityBytes() {
    return capacityBytes;
  }

  synchronized void change(Path path) throws IOException {
    if (readOnly) {
      throw new FileSystemException(path.toString(), null, "Read-only file system");
    }
  }

  /**
   * How much of a write is done.
   *
   * @param room how much there is room for
   */
  synchronized int written(int length, long room) {
    boolean part = operationsLeft < 0 || failingWrites > 0;
    int wanted = part ? dice.nextInt(length + 1) : length;
    return (int) Math.max(0, Math.min(wanted, room));
  }

  /** How a write ends of which so much is done. */
  synchronized void afterWrite(int length, int written) throws IOException {
    if (operationsLeft < 0) {
      throw new Stopped();
    }
    if (failingWrites > 0) {
      failingWrites--;
      throw new IOException("Input/output error");
    }
    if (written < length) {
      throw new IOException("No space left on device");
    }
  }

  synchronized void open(Path file) throws IOException {
    if (closed.contains(file)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  synchronized void read(Path path) throws IOException {
    if (failingReads > 0) {
      failingReads--;
      throw new IOException("Input/output error");
    }
    if (unreadable.contains(path)) {
      throw new IOException("Input/output error");
    }
  }

  synchronized boolean readWillFail() {
    return failingReads > 0;
  }

  synchronized void force(MemoryContent content) throws IOException {
    if (failingForces > 0) {
      content.forceFails(afterFailedForce, dice);
    }
    forceFolder();
    content.force();
  }

  synchronized void forceFolder() throws IOException {
    if (failingForces > 0) {
      failingForces--;
      throw new IOException("Input/output error");
    }
  }
}

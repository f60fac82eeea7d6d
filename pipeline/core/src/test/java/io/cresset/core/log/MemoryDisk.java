package io.cresset.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what a power cut leaves: what was forced, and of the rest whatever
 * the dice say, sector by sector, in no order. It fails on demand. Safe for use by many threads.
 */
final class MemoryDisk implements Disk {
  private static final int SECTOR_BYTES = 512;

  /** One file: what is seen of it, and what of it is safe. */
  private static final class Node {
    byte[] bytes = new byte[0];
    byte[] forced = new byte[0];
    final Set<Integer> dirtySectors = new HashSet<>();
  }

  /** What a process gets from the moment at which the power is cut. */
  static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;

    PowerCut() {
      super("power cut");
    }
  }

  private final Set<Path> folders = new HashSet<>();
  private Map<Path, Node> names = new TreeMap<>();
  private Map<Path, Node> forcedNames = new TreeMap<>();
  private final Set<Path> claims = new HashSet<>();
  private int generation;
  private long capacityBytes = Long.MAX_VALUE;
  private boolean readOnly;
  private int failingForces;
  private boolean revertOnFailedForce;
  private int failingWrites;
  private boolean failingReads;
  private long operationsLeft = Long.MAX_VALUE;
  private boolean holdingForces;
  private int heldForces;
  private int forces;
  private int writes;

  // What a test does to it

  synchronized void readOnly(boolean value) {
    readOnly = value;
  }

  synchronized void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /** The next forces of files fail. */
  synchronized void failForces(int count) {
    failingForces = count;
  }

  /** Forces of files hang until this is taken back. */
  synchronized void holdForces(boolean value) {
    holdingForces = value;
    notifyAll();
  }

  synchronized int heldForces() {
    return heldForces;
  }

  private synchronized void awaitRelease() {
    heldForces++;
    try {
      while (holdingForces) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      heldForces--;
    }
  }

  /** A failed force throws away what was not safe, as some file systems do. */
  synchronized void revertOnFailedForce(boolean value) {
    revertOnFailedForce = value;
  }

  /** The next writes fail, having written some part. */
  synchronized void failWrites(int count) {
    failingWrites = count;
  }

  synchronized void failReads(boolean value) {
    failingReads = value;
  }

  /** The power is cut in the operation after so many that change something. */
  synchronized void cutPowerAfter(long operations) {
    operationsLeft = operations;
  }

  synchronized int forces() {
    return forces;
  }

  synchronized int writes() {
    return writes;
  }

  synchronized List<Path> files() {
    return List.copyOf(names.keySet());
  }

  synchronized byte[] bytes(Path file) {
    return node(file).bytes.clone();
  }

  /** Puts a file there, durably. */
  synchronized void put(Path file, byte[] bytes) {
    Node node = new Node();
    node.bytes = bytes.clone();
    node.forced = bytes.clone();
    names.put(file, node);
    forcedNames.put(file, node);
  }

  /** Changes a bit of a file where it lies. */
  synchronized void flip(Path file, int at, int bit) {
    Node node = node(file);
    node.bytes[at] ^= (byte) (1 << bit);
    node.forced = node.bytes.clone();
  }

  synchronized void remove(Path file) {
    names.remove(file);
    forcedNames.remove(file);
  }

  private Node node(Path file) {
    Node node = names.get(file);
    if (node == null) {
      throw new IllegalArgumentException("no file " + file);
    }
    return node;
  }

  /** The process ends and a new one starts: all handles are dead, and nothing is lost yet. */
  synchronized void kill() {
    generation++;
    operationsLeft = Long.MAX_VALUE;
    claims.clear();
  }

  /** The power comes back: all handles are dead, and of what was not forced some is there. */
  synchronized void restart(RandomGenerator dice) {
    generation++;
    operationsLeft = Long.MAX_VALUE;
    claims.clear();
    Map<Path, Node> left = new TreeMap<>(forcedNames);
    for (Map.Entry<Path, Node> entry : names.entrySet()) {
      if (!forcedNames.containsKey(entry.getKey()) && dice.nextBoolean()) {
        left.put(entry.getKey(), entry.getValue());
      }
    }
    for (Path path : forcedNames.keySet()) {
      if (!names.containsKey(path) && dice.nextBoolean()) {
        left.remove(path);
      }
    }
    left.values().forEach(node -> tear(node, dice));
    names = left;
    forcedNames = new TreeMap<>(left);
  }

  private static void tear(Node node, RandomGenerator dice) {
    int size = node.forced.length;
    if (node.bytes.length != size) {
      size = dice.nextBoolean() ? node.bytes.length : between(size, node.bytes.length, dice);
    }
    byte[] after = java.util.Arrays.copyOf(node.forced, size);
    boolean all = dice.nextInt(4) == 0;
    for (int sector : node.dirtySectors) {
      if (all || dice.nextInt(3) > 0) {
        int from = sector * SECTOR_BYTES;
        int to = Math.min(Math.min(from + SECTOR_BYTES, node.bytes.length), size);
        if (to > from) {
          System.arraycopy(node.bytes, from, after, from, to - from);
        }
      }
    }
    node.bytes = after;
    node.forced = after.clone();
    node.dirtySectors.clear();
  }

  private static int between(int one, int other, RandomGenerator dice) {
    int low = Math.min(one, other);
    return low + dice.nextInt(Math.max(one, other) - low + 1);
  }

  // What the log does with it

  @Override
  public synchronized void createFolder(Path folder) throws IOException {
    if (folders.contains(folder)) {
      return;
    }
    change();
    folders.add(folder);
  }

  @Override
  public synchronized List<String> list(Path folder) throws IOException {
    if (failingReads) {
      throw new IOException("Input/output error");
    }
    List<String> list = new ArrayList<>();
    for (Path path : names.keySet()) {
      if (folder.equals(path.getParent())) {
        list.add(String.valueOf(path.getFileName()));
      }
    }
    return list;
  }

  @Override
  public synchronized DiskFile create(Path file) throws IOException {
    change();
    if (names.containsKey(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Node node = new Node();
    names.put(file, node);
    return new MemoryFile(node, generation);
  }

  @Override
  public synchronized DiskFile open(Path file, boolean writable) throws IOException {
    if (writable && readOnly) {
      throw new FileSystemException(file.toString(), null, "Read-only file system");
    }
    Node node = names.get(file);
    if (node == null) {
      throw new NoSuchFileException(file.toString());
    }
    return new MemoryFile(node, generation);
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    change();
    if (names.remove(file) == null) {
      throw new NoSuchFileException(file.toString());
    }
  }

  @Override
  public synchronized void forceFolder(Path folder) throws IOException {
    change();
    forcedNames = new TreeMap<>(names);
  }

  @Override
  public synchronized long usableBytes(Path folder) {
    return capacityBytes - used();
  }

  private long used() {
    return names.values().stream().mapToLong(node -> node.bytes.length).sum();
  }

  @Override
  public synchronized boolean isWritable(Path folder) {
    return !readOnly;
  }

  @Override
  public synchronized Optional<Claim> claim(Path file, String owner) throws IOException {
    change();
    if (!claims.add(file)) {
      return Optional.empty();
    }
    put(file, owner.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return Optional.of(() -> release(file));
  }

  @Override
  public synchronized String owner(Path file) {
    return new String(bytes(file), java.nio.charset.StandardCharsets.UTF_8);
  }

  private synchronized void release(Path file) {
    claims.remove(file);
  }

  private void change() throws IOException {
    if (operationsLeft <= 0) {
      throw new PowerCut();
    }
    operationsLeft--;
    if (readOnly) {
      throw new FileSystemException("", null, "Read-only file system");
    }
  }

  private final class MemoryFile implements DiskFile {
    private final Node node;
    private final int born;
    private boolean closed;

    MemoryFile(Node node, int born) {
      this.node = node;
      this.born = born;
    }

    private void check() throws IOException {
      if (closed || born != generation) {
        throw new java.nio.channels.ClosedChannelException();
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (MemoryDisk.this) {
        check();
        return node.bytes.length;
      }
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      synchronized (MemoryDisk.this) {
        check();
        if (failingReads) {
          throw new IOException("Input/output error");
        }
        int from = (int) Math.min(position, node.bytes.length);
        int count = Math.min(into.remaining(), node.bytes.length - from);
        into.put(node.bytes, from, count);
        return count;
      }
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      synchronized (MemoryDisk.this) {
        check();
        int at = Math.toIntExact(position);
        boolean cut = operationsLeft <= 0;
        int length = from.remaining();
        if (cut || failingWrites > 0) {
          length /= 2;
        }
        long room = capacityBytes - used() + node.bytes.length - at;
        boolean full = room < length;
        store(at, from, (int) Math.max(0, Math.min(length, room)));
        writes++;
        change();
        if (failingWrites > 0) {
          failingWrites--;
          throw new IOException("Input/output error");
        }
        if (full) {
          throw new IOException("No space left on device");
        }
      }
    }

    private void store(int at, ByteBuffer from, int length) {
      if (node.bytes.length < at + length) {
        node.bytes = java.util.Arrays.copyOf(node.bytes, at + length);
      }
      from.get(node.bytes, at, length);
      for (int sector = at / SECTOR_BYTES; sector * SECTOR_BYTES < at + length; sector++) {
        node.dirtySectors.add(sector);
      }
    }

    @Override
    public void force() throws IOException {
      awaitRelease();
      synchronized (MemoryDisk.this) {
        check();
        change();
        forces++;
        if (failingForces > 0) {
          failingForces--;
          if (revertOnFailedForce) {
            node.bytes = node.forced.clone();
          } else {
            // The page is clean now and still in memory: only a power cut shows that it is lost.
            node.dirtySectors.clear();
          }
          throw new IOException("Input/output error");
        }
        node.forced = node.bytes.clone();
        node.dirtySectors.clear();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (MemoryDisk.this) {
        check();
        change();
        if (size < node.bytes.length) {
          node.bytes = java.util.Arrays.copyOf(node.bytes, (int) size);
        }
      }
    }

    @Override
    public void close() {
      synchronized (MemoryDisk.this) {
        closed = true;
      }
    }
  }
}

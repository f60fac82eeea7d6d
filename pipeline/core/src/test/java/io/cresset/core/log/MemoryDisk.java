package io.cresset.core.log;

import io.cresset.core.log.MemoryFaults.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what a power cut leaves: what was forced, and of the rest whatever
 * the dice say, in no order; of the names too. It fails as its {@link #faults} say. Safe for use by
 * many threads.
 */
public final class MemoryDisk implements Disk {

  public final MemoryFaults faults = new MemoryFaults();
  private final Set<Path> folders = new HashSet<>();
  private Map<Path, MemoryContent> names = new TreeMap<>();
  private Map<Path, MemoryContent> forcedNames = new TreeMap<>();
  private final Set<Path> claims = new HashSet<>();
  private int generation;
  private int forces;
  private int writes;
  private long readBytes;

  /** What was on the disk, and may be seen again in a file that was made but never written. */
  private byte[] stale = new byte[0];

  // What a test does to it

  synchronized int forces() {
    return forces;
  }

  synchronized int writes() {
    return writes;
  }

  /** How many bytes of files were read so far. */
  public synchronized long readBytes() {
    return readBytes;
  }

  public synchronized List<Path> files() {
    return List.copyOf(names.keySet());
  }

  public synchronized byte[] bytes(Path file) {
    return content(file).bytes();
  }

  public synchronized long usedBytes() {
    return names.values().stream().mapToLong(MemoryContent::size).sum();
  }

  /** Puts a file there, durably, or changes the one that is there. */
  public synchronized void put(Path file, byte[] bytes) {
    MemoryContent content = names.computeIfAbsent(file, _ -> new MemoryContent());
    content.become(bytes);
    forcedNames.put(file, content);
  }

  /** Changes bytes of a file where they lie. */
  public synchronized void rot(Path file, int at, byte[] bytes) {
    content(file).rot(at, bytes);
  }

  /** Changes a bit of a file where it lies. */
  public synchronized void flip(Path file, int at, int bit) {
    rot(file, at, new byte[] {(byte) (bytes(file)[at] ^ (1 << bit))});
  }

  public synchronized void remove(Path file) {
    names.remove(file);
    forcedNames.remove(file);
  }

  private MemoryContent content(Path file) {
    MemoryContent content = names.get(file);
    if (content == null) {
      throw new IllegalArgumentException("no file " + file);
    }
    return content;
  }

  /** The process ends and a new one starts: all handles are dead, and nothing is lost yet. */
  public synchronized void kill() {
    generation++;
    faults.stopAfter(Long.MAX_VALUE);
    claims.clear();
  }

  /** The power comes back: all handles are dead, and of what was not forced some is there. */
  public synchronized void restart(RandomGenerator fate) {
    kill();
    Map<Path, MemoryContent> left = new TreeMap<>();
    Set<Path> all = new TreeSet<>(names.keySet());
    all.addAll(forcedNames.keySet());
    for (Path path : all) {
      MemoryContent forced = forcedNames.get(path);
      MemoryContent seen = names.get(path);
      MemoryContent content = forced == seen || fate.nextBoolean() ? forced : seen;
      if (content != null) {
        left.put(path, content);
      }
    }
    for (MemoryContent content : left.values()) {
      content.losePower(fate, fate.nextInt(4) == 0 ? stale : new byte[0]);
    }
    names = left;
    forcedNames = new TreeMap<>(left);
  }

  // What the log does with it

  @Override
  public void createFolder(Path folder) throws IOException {
    faults.before(Operation.CREATE_FOLDER, folder);
    synchronized (this) {
      if (!folders.contains(folder)) {
        faults.change(folder);
        folders.add(folder);
      }
    }
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    faults.before(Operation.LIST, folder);
    faults.read(folder);
    return files().stream()
        .filter(path -> folder.equals(path.getParent()))
        .map(path -> String.valueOf(path.getFileName()))
        .toList();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    faults.before(Operation.CREATE, file);
    faults.change(file);
    synchronized (this) {
      if (names.containsKey(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      MemoryContent content = new MemoryContent();
      names.put(file, content);
      return new MemoryFile(file, content, generation);
    }
  }

  @Override
  public DiskFile open(Path file, boolean writable) throws IOException {
    faults.before(Operation.OPEN, file);
    faults.open(file);
    if (writable) {
      faults.change(file);
    }
    synchronized (this) {
      MemoryContent content = names.get(file);
      if (content == null) {
        throw new NoSuchFileException(file.toString());
      }
      return new MemoryFile(file, content, generation);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    faults.before(Operation.DELETE, file);
    faults.change(file);
    synchronized (this) {
      MemoryContent gone = names.remove(file);
      if (gone == null) {
        throw new NoSuchFileException(file.toString());
      }
      stale = gone.bytes();
    }
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    faults.before(Operation.FORCE_FOLDER, folder);
    faults.change(folder);
    faults.forceFolder();
    synchronized (this) {
      forcedNames = new TreeMap<>(names);
    }
  }

  @Override
  public long usableBytes(Path folder) {
    return faults.capacityBytes() - usedBytes();
  }

  @Override
  public boolean isWritable(Path folder) {
    return !faults.isReadOnly();
  }

  @Override
  public synchronized Optional<Claim> claim(Path file, String owner) throws IOException {
    faults.change(file);
    if (!claims.add(file)) {
      return Optional.empty();
    }
    put(file, owner.getBytes(StandardCharsets.UTF_8));
    return Optional.of(() -> release(file));
  }

  @Override
  public String owner(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  private synchronized void release(Path file) {
    claims.remove(file);
  }

  private final class MemoryFile implements DiskFile {
    private final Path path;
    private final MemoryContent content;
    private final int born;
    private boolean closed;

    MemoryFile(Path path, MemoryContent content, int born) {
      this.path = path;
      this.content = content;
      this.born = born;
    }

    /** The caller has the disk for itself. */
    private void checkOpen() throws IOException {
      if (closed || born != generation) {
        throw new ClosedChannelException();
      }
    }

    @Override
    public long size() throws IOException {
      faults.before(Operation.SIZE, path);
      synchronized (MemoryDisk.this) {
        checkOpen();
        return content.size();
      }
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      faults.before(Operation.READ, path);
      synchronized (MemoryDisk.this) {
        checkOpen();
        if (faults.readWillFail()) {
          content.read(position, into.slice(into.position(), into.remaining() / 2));
        }
        faults.read(path);
        int count = content.read(position, into);
        readBytes += count;
        return count;
      }
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      faults.before(Operation.WRITE, path);
      synchronized (MemoryDisk.this) {
        checkOpen();
        faults.change(path);
        int at = Math.toIntExact(position);
        int length = from.remaining();
        long room = usableBytes(path) + content.size() - at;
        int written = faults.written(length, room);
        content.write(at, from, written);
        writes++;
        faults.afterWrite(length, written);
      }
    }

    @Override
    public void force() throws IOException {
      faults.before(Operation.FORCE, path);
      synchronized (MemoryDisk.this) {
        checkOpen();
        faults.change(path);
        forces++;
        faults.force(content);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      faults.before(Operation.TRUNCATE, path);
      synchronized (MemoryDisk.this) {
        checkOpen();
        faults.change(path);
        content.truncate(Math.toIntExact(size));
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

package io.cresset.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes down every operation that changes something, in the order in which they ended, and for a
 * force what had been written when it began: that is all it promises.
 */
final class RecordingDisk implements Disk {

  /** What was done. */
  sealed interface Event {}

  record Created(Path file) implements Event {}

  record Written(Path file, long from, byte[] bytes) implements Event {}

  /** A force of a file that began when the log of events had {@code from} entries. */
  record Forced(Path file, int from) implements Event {}

  record FolderForced(Path folder, int from) implements Event {}

  record Deleted(Path file) implements Event {}

  private final Disk disk;
  private final List<Event> events = new ArrayList<>();
  private final AtomicLong readBytes = new AtomicLong();

  RecordingDisk(Disk disk) {
    this.disk = disk;
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  synchronized int count() {
    return events.size();
  }

  <E extends Event> long count(Class<E> kind) {
    return events().stream().filter(kind::isInstance).count();
  }

  long readBytes() {
    return readBytes.get();
  }

  private synchronized void add(Event event) {
    events.add(event);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    DiskFile made = disk.create(file);
    add(new Created(file));
    return new RecordingFile(file, made);
  }

  @Override
  public DiskFile open(Path file, boolean writable) throws IOException {
    return new RecordingFile(file, disk.open(file, writable));
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
    add(new Deleted(file));
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    int from = count();
    disk.forceFolder(folder);
    add(new FolderForced(folder, from));
  }

  @Override
  public long usableBytes(Path folder) throws IOException {
    return disk.usableBytes(folder);
  }

  @Override
  public boolean isWritable(Path folder) {
    return disk.isWritable(folder);
  }

  @Override
  public Optional<Claim> claim(Path file, String owner) throws IOException {
    return disk.claim(file, owner);
  }

  @Override
  public String owner(Path file) throws IOException {
    return disk.owner(file);
  }

  private final class RecordingFile implements DiskFile {
    private final Path file;
    private final DiskFile real;

    RecordingFile(Path file, DiskFile real) {
      this.file = file;
      this.real = real;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      int count = real.read(position, into);
      readBytes.addAndGet(count);
      return count;
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      byte[] bytes = new byte[from.remaining()];
      from.duplicate().get(bytes);
      real.write(position, from);
      add(new Written(file, position, bytes));
    }

    @Override
    public void force() throws IOException {
      int from = count();
      real.force();
      add(new Forced(file, from));
    }

    @Override
    public void truncate(long size) throws IOException {
      real.truncate(size);
    }

    @Override
    public void close() {
      real.close();
    }
  }
}

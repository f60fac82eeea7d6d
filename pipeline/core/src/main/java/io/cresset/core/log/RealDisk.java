package io.cresset.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The disk of this machine. */
public final class RealDisk implements Disk {

  private static final int MAX_OWNER_BYTES = 64;

  /**
   * What this process has claimed, and for whom. POSIX drops a process's lock on a file as soon as
   * it closes any descriptor of that file, so a second try of the same process must not even open
   * it, nor may anybody here who only wants to know whose it is.
   */
  private static final Map<Path, String> CLAIMED = new ConcurrentHashMap<>();

  /** For the program's own user alone: log lines are in the clear, and may tell of anything. */
  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isRegularFile(entry)) {
          names.add(String.valueOf(entry.getFileName()));
        }
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new RealFile(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile open(Path file, boolean writable) throws IOException {
    return new RealFile(
        writable
            ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public boolean isWritable(Path folder) {
    return Files.isWritable(folder);
  }

  @Override
  public Optional<Claim> claim(Path file, String owner) throws IOException {
    Path key = realPath(file);
    if (CLAIMED.putIfAbsent(key, owner) != null) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return Optional.empty();
      }
      taken = true;
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
      FileChannel held = channel;
      return Optional.of(() -> release(key, held));
    } finally {
      if (!taken) {
        release(key, channel);
      }
    }
  }

  /**
   * Who has claimed a file, without a claim that lasts.
   *
   * @return what it wrote there; empty if nobody has, or there is no such file
   * @throws IOException if that cannot be found out, as for a file of another user
   */
  static Optional<String> holder(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    RealDisk disk = new RealDisk();
    Path key = realPath(file);
    if (CLAIMED.putIfAbsent(key, "") != null) {
      return Optional.of(disk.owner(file));
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        return Optional.empty();
      }
    } finally {
      CLAIMED.remove(key);
    }
    return Optional.of(disk.owner(file));
  }

  @Override
  public String owner(Path file) throws IOException {
    String ours = CLAIMED.get(realPath(file));
    if (ours != null) {
      return ours;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(MAX_OWNER_BYTES);
      channel.read(bytes, 0);
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
  }

  private static Path realPath(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent.toRealPath().resolve(file.getFileName());
  }

  private static void release(Path key, @org.jspecify.annotations.Nullable FileChannel channel) {
    if (channel != null) {
      RealFile.close(channel);
    }
    CLAIMED.remove(key);
  }

  private record RealFile(FileChannel channel) implements DiskFile {
    /** The JDK keeps, per thread, a buffer outside the heap as large as the largest read. */
    private static final int READ_BYTES = 64 * 1024;

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      int start = into.position();
      int limit = into.limit();
      try {
        while (into.position() < limit) {
          into.limit(Math.min(limit, into.position() + READ_BYTES));
          if (channel.read(into, position + into.position() - start) <= 0) {
            break;
          }
        }
      } finally {
        into.limit(limit);
      }
      return into.position() - start;
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      long at = position;
      while (from.hasRemaining()) {
        at += channel.write(from, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() {
      close(channel);
    }

    static void close(FileChannel channel) {
      try {
        channel.close();
      } catch (IOException _) {
        // Nothing rests on it: what must be durable was forced before, and the descriptor is gone.
      }
    }
  }
}

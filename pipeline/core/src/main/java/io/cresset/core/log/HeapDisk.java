package io.cresset.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A disk in the heap, for a log that is to be gone with the process. A file takes what is written
 * to it, rounded up to {@value #BLOCK_BYTES} bytes, until it is deleted and nobody has it open.
 */
final class HeapDisk implements Disk {
  private static final int BLOCK_BYTES = 64 * 1024;

  private final Map<Path, HeapFile> files = new ConcurrentHashMap<>();

  @Override
  public void createFolder(Path folder) {}

  @Override
  public List<String> list(Path folder) {
    return files.keySet().stream()
        .filter(file -> folder.equals(file.getParent()))
        .map(file -> String.valueOf(file.getFileName()))
        .toList();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    HeapFile made = new HeapFile();
    if (files.putIfAbsent(file, made) != null) {
      throw new FileAlreadyExistsException(file.toString());
    }
    return made;
  }

  @Override
  public DiskFile open(Path file, boolean writable) throws IOException {
    return found(file, files.get(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    HeapFile _ = found(file, files.remove(file));
  }

  private static HeapFile found(Path name, @org.jspecify.annotations.Nullable HeapFile file)
      throws NoSuchFileException {
    if (file == null) {
      throw new NoSuchFileException(name.toString());
    }
    return file;
  }

  @Override
  public void forceFolder(Path folder) {}

  @Override
  public long usableBytes(Path folder) {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isWritable(Path folder) {
    return true;
  }

  @Override
  public Optional<Claim> claim(Path file, String owner) {
    return Optional.of(() -> {});
  }

  @Override
  public String owner(Path file) {
    return "";
  }

  private static final class HeapFile implements DiskFile {
    private final List<byte[]> blocks = new ArrayList<>();
    private long size;

    @Override
    public synchronized long size() {
      return size;
    }

    @Override
    public synchronized int read(long position, ByteBuffer into) {
      int start = into.position();
      for (long at = position; into.hasRemaining() && at < size; ) {
        int offset = (int) (at % BLOCK_BYTES);
        int more =
            (int) Math.min(Math.min(into.remaining(), size - at), BLOCK_BYTES - (long) offset);
        into.put(blocks.get((int) (at / BLOCK_BYTES)), offset, more);
        at += more;
      }
      return into.position() - start;
    }

    @Override
    public synchronized void write(long position, ByteBuffer from) {
      for (long at = position; from.hasRemaining(); ) {
        int block = (int) (at / BLOCK_BYTES);
        while (blocks.size() <= block) {
          blocks.add(new byte[BLOCK_BYTES]);
        }
        int offset = (int) (at % BLOCK_BYTES);
        int more = Math.min(from.remaining(), BLOCK_BYTES - offset);
        from.get(blocks.get(block), offset, more);
        at += more;
        size = Math.max(size, at);
      }
    }

    @Override
    public void force() {}

    @Override
    public synchronized void truncate(long newSize) {
      size = Math.min(size, newSize);
      int needed = (int) ((size + BLOCK_BYTES - 1) / BLOCK_BYTES);
      blocks.subList(needed, blocks.size()).clear();
    }

    @Override
    public void close() {}
  }
}

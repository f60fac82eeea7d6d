package io.cresset.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a file around where a scan is. Each load is a new array, so slices of an earlier one
 * stay good; how many arrays live is the caller's business.
 *
 * <p>Sectors that the disk cannot read, asked several times, are zeros here, which no checksum
 * accepts: to the log they are damaged bytes like others. Only when nothing can be read is it the
 * disk that fails.
 */
final class ReadWindow {
  private static final int SECTOR_BYTES = 4096;

  /** How often a sector is asked for before it counts as one that cannot be read. */
  private static final int TRIES = 3;

  private final DiskFile file;
  private int readAheadBytes;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long start;
  private long unreadSectors;

  ReadWindow(DiskFile file, int readAheadBytes) {
    this.file = file;
    this.readAheadBytes = readAheadBytes;
  }

  /** How much to read at once, from the next load on. */
  void readAhead(int wantedBytes) {
    readAheadBytes = wantedBytes;
  }

  /**
   * Loads bytes unless they are there.
   *
   * @param limit no byte from here on is looked at
   * @return the index of {@code offset} in {@link #bytes()}; -1 if the file ends before
   */
  int load(long offset, int length, long limit) throws IOException {
    if (offset + length > limit) {
      return -1;
    }
    if (offset < start || offset + length > start + bytes.limit()) {
      int wanted = (int) Math.min(Math.max(length, readAheadBytes), limit - offset);
      ByteBuffer loaded = ByteBuffer.allocate(wanted);
      read(offset, loaded);
      loaded.limit(loaded.position());
      bytes = loaded;
      start = offset;
      if (bytes.limit() < length) {
        return -1;
      }
    }
    return (int) (offset - start);
  }

  /** How many sectors that are zeros here the disk did not read, since the window was made. */
  long unreadSectors() {
    return unreadSectors;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** How many bytes there are from an index on. */
  int loadedFrom(int index) {
    return bytes.limit() - index;
  }

  private void read(long offset, ByteBuffer into) throws IOException {
    try {
      file.read(offset, into);
    } catch (java.nio.channels.ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      into.clear();
      readBySector(offset, into, e);
    }
  }

  private void readBySector(long offset, ByteBuffer into, IOException cause) throws IOException {
    int length = into.limit();
    boolean any = false;
    for (int at = 0; at < length; ) {
      int end = Math.min(length, at + SECTOR_BYTES);
      into.limit(end);
      int count = readSector(offset, at, into);
      if (count == 0) {
        break;
      }
      any |= count > 0;
      if (count < 0) {
        unreadSectors++;
        java.util.Arrays.fill(into.array(), at, end, (byte) 0);
        into.position(end);
      }
      at = into.position();
    }
    into.limit(length);
    if (!any) {
      throw cause;
    }
  }

  /** How many bytes were read; -1 if none can be. */
  private int readSector(long offset, int at, ByteBuffer into) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try {
        return file.read(offset + at, into.position(at));
      } catch (java.nio.channels.ClosedChannelException e) {
        throw e;
      } catch (IOException _) {
        continue;
      }
    }
    return -1;
  }
}

package io.cresset.core.log;

import io.cresset.core.log.MemoryFaults.AfterFailedForce;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One file of a {@link MemoryDisk}: what is seen of it, what of it is safe, and for each sector
 * that was written since the last force all that it has been meanwhile, because the system may have
 * written any of that to the disk, in any order, or nothing. The same goes for the file's size.
 */
final class MemoryContent {
  static final int SECTOR_BYTES = 512;

  private byte[] seen = new byte[0];
  private int size;
  private byte[] safe = new byte[0];
  private int safeSize;

  /** What each sector has been since the last force, oldest first. */
  private final Map<Integer, List<byte[]>> unsafe = new TreeMap<>();

  private final List<Integer> unsafeSizes = new ArrayList<>();

  int size() {
    return size;
  }

  byte[] bytes() {
    return Arrays.copyOf(seen, size);
  }

  int read(long position, ByteBuffer into) {
    int from = (int) Math.min(position, size);
    int count = Math.min(into.remaining(), size - from);
    into.put(seen, from, count);
    return count;
  }

  void write(int at, ByteBuffer from, int length) {
    if (length <= 0) {
      return;
    }
    seen = grown(seen, at + length);
    from.get(seen, at, length);
    if (at + length > size) {
      size = at + length;
      unsafeSizes.add(size);
    }
    changed(at, at + length);
  }

  void truncate(int to) {
    if (to < size) {
      int from = size;
      Arrays.fill(seen, to, size, (byte) 0);
      size = to;
      unsafeSizes.add(size);
      changed(to, from);
    }
  }

  private void changed(int from, int to) {
    for (int sector = from / SECTOR_BYTES; sector * SECTOR_BYTES < to; sector++) {
      unsafe.computeIfAbsent(sector, _ -> new ArrayList<>()).add(sector(seen, sector));
    }
  }

  private static byte[] sector(byte[] bytes, int sector) {
    int from = sector * SECTOR_BYTES;
    byte[] copy = new byte[SECTOR_BYTES];
    if (from < bytes.length) {
      System.arraycopy(bytes, from, copy, 0, Math.min(SECTOR_BYTES, bytes.length - from));
    }
    return copy;
  }

  private static byte[] grown(byte[] bytes, int wanted) {
    if (bytes.length >= wanted) {
      return bytes;
    }
    int sectors = (Math.max(wanted, 2 * bytes.length) + SECTOR_BYTES - 1) / SECTOR_BYTES;
    return Arrays.copyOf(bytes, sectors * SECTOR_BYTES);
  }

  /** Makes safe what is dirty. What a failed force has marked clean is not written by it. */
  void force() {
    for (Map.Entry<Integer, List<byte[]>> each : unsafe.entrySet()) {
      makeSafe(each.getKey(), each.getValue().getLast());
    }
    clean();
    safeSize = size;
  }

  void forceFails(AfterFailedForce leaves, RandomGenerator dice) {
    switch (leaves) {
      case CLEAN_AND_LOST -> clean();
      case PARTLY_LOST -> {
        for (Map.Entry<Integer, List<byte[]>> each : unsafe.entrySet()) {
          if (dice.nextBoolean()) {
            makeSafe(each.getKey(), each.getValue().getLast());
          }
        }
        clean();
      }
      case REVERTED -> {
        clean();
        seen = safe.clone();
        size = safeSize;
      }
      case STILL_DIRTY -> {
        // Nothing has happened but that it was said.
      }
    }
  }

  private void makeSafe(int sector, byte[] bytes) {
    safe = grown(safe, (sector + 1) * SECTOR_BYTES);
    System.arraycopy(bytes, 0, safe, sector * SECTOR_BYTES, SECTOR_BYTES);
  }

  private void clean() {
    unsafe.clear();
    unsafeSizes.clear();
  }

  /**
   * What the power cut has left.
   *
   * @param stale what an unwritten sector beyond the old end may hold: a file system that does not
   *     order data and sizes shows what was on the disk before; empty for zeros
   */
  void losePower(RandomGenerator dice, byte[] stale) {
    int left = safeSize;
    if (!unsafeSizes.isEmpty() && dice.nextInt(3) > 0) {
      left = dice.nextBoolean() ? size : unsafeSizes.get(dice.nextInt(unsafeSizes.size()));
    }
    boolean all = dice.nextInt(4) == 0;
    for (Map.Entry<Integer, List<byte[]>> each : unsafe.entrySet()) {
      List<byte[]> versions = each.getValue();
      int sector = each.getKey();
      if (all || dice.nextInt(3) > 0) {
        boolean last = all || dice.nextInt(3) > 0;
        makeSafe(sector, last ? versions.getLast() : versions.get(dice.nextInt(versions.size())));
      } else if (sector * SECTOR_BYTES >= safeSize && stale.length > 0 && dice.nextBoolean()) {
        makeSafe(sector, sector(stale, sector));
      }
    }
    clean();
    safe = grown(safe, left);
    Arrays.fill(safe, left, safe.length, (byte) 0);
    safeSize = left;
    seen = safe.clone();
    size = left;
  }

  /** Replaces all of it, durably, as if it had always been so. */
  void become(byte[] bytes) {
    clean();
    seen = bytes.clone();
    safe = bytes.clone();
    size = bytes.length;
    safeSize = size;
  }

  /** Changes bytes where they lie, also those that are on the disk already. */
  void rot(int at, byte[] bytes) {
    int length = Math.min(bytes.length, size - at);
    System.arraycopy(bytes, 0, seen, at, length);
    for (int i = 0; i < length; i++) {
      if (at + i < safe.length) {
        safe[at + i] = bytes[i];
      }
      List<byte[]> versions = unsafe.getOrDefault((at + i) / SECTOR_BYTES, List.of());
      for (byte[] version : versions) {
        version[(at + i) % SECTOR_BYTES] = bytes[i];
      }
    }
  }
}

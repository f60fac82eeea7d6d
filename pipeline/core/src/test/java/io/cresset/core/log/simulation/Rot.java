package io.cresset.core.log.simulation;

import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.MemoryDisk;
import io.cresset.core.log.OpenedLog;
import io.cresset.core.log.simulation.Found.Place;
import io.cresset.core.log.simulation.Numbers.Fate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Changes bytes and files where they lie, and says which records that may cost. */
final class Rot {
  private static final int SECTOR_BYTES = 512;
  private static final int VERSION_OFFSET = 8;
  private static final int FIRST_NUMBER_OFFSET = 48;
  private static final int CRC_OFFSET = 68;
  private static final int HEADER_BYTES = 72;
  private static final String OURS = "-77.log";
  private static final String NOTES = "notes.txt";

  private final MemoryDisk disk;
  private final Oracle oracle;
  private final SplittableRandom dice;

  Rot(MemoryDisk disk, Oracle oracle, SplittableRandom dice) {
    this.disk = disk;
    this.oracle = oracle;
    this.dice = dice;
  }

  /**
   * Does one thing to the folder.
   *
   * @param runs whether a log works in it: then its newest file stays, because what goes to a file
   *     without a name is nobody's
   * @return what, in words
   */
  String strike(boolean runs) throws LogFolderUnavailable {
    // Of two copies that are damaged the log may choose the worse one.
    List<Path> files = disk.files().stream().filter(file -> !isOurs(file)).toList();
    if (files.isEmpty()) {
      return "nothing to strike";
    }
    oracle.damaged();
    Path file = files.get(dice.nextInt(files.size()));
    byte[] bytes = disk.bytes(file);
    return switch (dice.nextInt(runs ? 8 : 12)) {
      case 0, 1, 2, 3, 4 -> flip(file, bytes);
      case 5, 6 -> zero(file, bytes);
      case 7 -> runs && isNewest(file) ? "nothing" : delete(file, bytes);
      case 8 -> cut(file, bytes);
      case 9 -> copy(file, bytes);
      case 10 -> future(bytes);
      default -> foreign();
    };
  }

  /** Whether it may be one that is written to. */
  private boolean isNewest(Path file) {
    return disk.files().stream()
            .filter(other -> !isOurs(other))
            .filter(other -> number(other).compareTo(number(file)) > 0)
            .count()
        < 3;
  }

  private static String number(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("(-.*)?\\.log", "");
  }

  private void hit(Path file, long from, long to) throws LogFolderUnavailable {
    Found found = Found.in(disk);
    String name = String.valueOf(file.getFileName());
    for (Place place : found.in(name, from, to)) {
      oracle.numbers.mark(place.first(), place.end(), Fate.HIT);
    }
    boolean hasHeader = from >= HEADER_BYTES && hasHeader(disk.bytes(file));
    if (!hasHeader && !found.hasOthers(name, from, to)) {
      // Nothing is left that says which segment it was, and so which others it superseded.
      oracle.filesVanish();
    }
  }

  private String flip(Path file, byte[] bytes) throws LogFolderUnavailable {
    if (bytes.length == 0) {
      return "an empty file";
    }
    int at = dice.nextInt(bytes.length);
    hit(file, at, at + 1);
    int bit = dice.nextInt(8);
    disk.flip(file, at, bit);
    return "flip bit " + bit + " of byte " + at + " of " + file.getFileName();
  }

  private String zero(Path file, byte[] bytes) throws LogFolderUnavailable {
    int sectors = bytes.length / SECTOR_BYTES + 1;
    int from = dice.nextInt(sectors) * SECTOR_BYTES;
    int to = Math.min(bytes.length, from + SECTOR_BYTES * (1 + dice.nextInt(4)));
    if (to <= from) {
      return "an empty file";
    }
    hit(file, from, to);
    disk.rot(file, from, new byte[to - from]);
    return "zero " + from + " to " + to + " of " + file.getFileName();
  }

  private String delete(Path file, byte[] bytes) throws LogFolderUnavailable {
    hit(file, 0, bytes.length);
    oracle.filesVanish();
    disk.remove(file);
    return "delete " + file.getFileName();
  }

  private String cut(Path file, byte[] bytes) throws LogFolderUnavailable {
    int to = dice.nextInt(bytes.length + 1);
    hit(file, to, bytes.length);
    oracle.filesVanish();
    disk.put(file, Arrays.copyOf(bytes, to));
    return "cut " + file.getFileName() + " at " + to;
  }

  private String copy(Path file, byte[] bytes) {
    Path to = name(dice.nextInt(1000));
    if (!hasHeader(bytes)) {
      return "no header to know a copy by";
    }
    if (disk.files().stream().anyMatch(other -> isOurs(other) && hasHeaderOf(bytes, other))) {
      // The log may have lived on the copy, and this one, of what was damaged since, hide that.
      return "a copy is there";
    }
    if (!disk.files().contains(to)) {
      disk.put(to, bytes);
    }
    return "copy " + file.getFileName() + " to " + to.getFileName();
  }

  private static boolean hasHeader(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Math.min(bytes.length, CRC_OFFSET));
    return bytes.length >= HEADER_BYTES
        && ByteBuffer.wrap(bytes).getInt(CRC_OFFSET) == (int) crc.getValue();
  }

  private boolean hasHeaderOf(byte[] bytes, Path file) {
    byte[] other = disk.bytes(file);
    return other.length >= HEADER_BYTES
        && Arrays.equals(bytes, 0, HEADER_BYTES, other, 0, HEADER_BYTES);
  }

  private static Path name(long number) {
    return OpenedLog.FOLDER.resolve(String.format(Locale.ROOT, "%020d", number) + OURS);
  }

  /** Whether it was put there by this class. */
  private static boolean isOurs(Path file) {
    return file.toString().endsWith(OURS) || file.toString().endsWith(NOTES);
  }

  /** A segment of a format version that is still to come. */
  private String future(byte[] bytes) {
    if (!hasHeader(bytes)) {
      return "no header to change";
    }
    byte[] changed = bytes.clone();
    ByteBuffer header = ByteBuffer.wrap(changed);
    header.putInt(VERSION_OFFSET, 99);
    CRC32C crc = new CRC32C();
    crc.update(changed, 0, CRC_OFFSET);
    header.putInt(CRC_OFFSET, (int) crc.getValue());
    long first = header.getLong(FIRST_NUMBER_OFFSET);
    if (first < 0 || first > oracle.numbers.end()) {
      return "a damaged header";
    }
    Path to = name(first);
    disk.put(to, changed);
    oracle.taken(first + changed.length);
    return "a segment of version 99 from " + first;
  }

  private String foreign() {
    byte[] bytes = new byte[dice.nextInt(3000)];
    dice.nextBytes(bytes);
    Path to = dice.nextBoolean() ? OpenedLog.FOLDER.resolve(NOTES) : name(dice.nextInt(1000));
    if (disk.files().contains(to)) {
      return "a foreign file is there";
    }
    disk.put(to, bytes);
    return "a foreign file " + to.getFileName();
  }
}

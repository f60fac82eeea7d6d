package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The devices of a mounted Btrfs and the errors that it counted on each. Any user may ask, who may
 * open the mount point. Layouts are those of linux/btrfs.h.
 *
 * @param fsid the file system's own, 32 hexadecimal digits
 */
public record BtrfsDevices(String fsid, List<Device> devices) {

  /**
   * @param path of the device's file, as it was given to mount
   * @param uuid 32 hexadecimal digits
   * @param errors of writing, reading, flushing, corruption and generation, in turn
   */
  public record Device(
      String path, String uuid, long bytesUsed, long totalBytes, List<Long> errors) {}

  /** {@code BTRFS_IOC_FS_INFO}, _IOR(0x94, 31, 1024 bytes). */
  private static final long FS_INFO = 0x8400941FL;

  private static final long FS_INFO_BYTES = 1024;

  /** {@code BTRFS_IOC_DEV_INFO}, _IOWR(0x94, 30, 4096 bytes). */
  private static final long DEV_INFO = 0xD000941EL;

  private static final long DEV_INFO_BYTES = 4096;
  private static final long DEV_PATH = 3072;

  /** {@code BTRFS_IOC_GET_DEV_STATS}, _IOWR(0x94, 52, 1032 bytes). */
  private static final long DEV_STATS = 0xC4089434L;

  private static final long DEV_STATS_BYTES = 1032;
  private static final long DEV_STATS_VALUES = 24;
  private static final int ERRORS = 5;

  private static final int UUID_BYTES = 16;
  private static final int ENODEV = 19;

  /** More devices than anybody has; numbers of devices that were taken out are not used again. */
  private static final long MAX_ID = 65_536;

  /** Asks the file system that is mounted at a path. */
  public static BtrfsDevices of(String mountPoint) throws IOException {
    try (OpenFile file = new OpenFile(mountPoint)) {
      return of(file);
    }
  }

  static BtrfsDevices of(Commands file) throws IOException {
    MemorySegment fs = file.allocate(FS_INFO_BYTES);
    file.command(FS_INFO, fs);
    long last = Math.min(fs.get(JAVA_LONG, 0), MAX_ID);
    long count = fs.get(JAVA_LONG, 8);
    MemorySegment info = file.allocate(DEV_INFO_BYTES);
    MemorySegment stats = file.allocate(DEV_STATS_BYTES);
    List<Device> devices = new ArrayList<>();
    for (long id = 0; id <= last && devices.size() < count; id++) {
      try {
        devices.add(device(file, id, info, stats));
      } catch (OpenFile.Refused e) {
        if (e.errno() != ENODEV) {
          throw e;
        }
        // Taken out, or never there: numbers have gaps.
      }
    }
    return new BtrfsDevices(uuid(fs, 16), List.copyOf(devices));
  }

  /** The two pieces of memory are the same for all devices, of which there may be thousands. */
  private static Device device(Commands file, long id, MemorySegment info, MemorySegment stats)
      throws IOException {
    info.fill((byte) 0).set(JAVA_LONG, 0, id);
    file.command(DEV_INFO, info);
    stats.fill((byte) 0).set(JAVA_LONG, 0, id);
    stats.set(JAVA_LONG, 8, ERRORS);
    file.command(DEV_STATS, stats);
    List<Long> errors = new ArrayList<>();
    for (int i = 0; i < ERRORS; i++) {
      errors.add(stats.get(JAVA_LONG, DEV_STATS_VALUES + (long) i * Long.BYTES));
    }
    return new Device(
        info.getString(DEV_PATH),
        uuid(info, 8),
        info.get(JAVA_LONG, 24),
        info.get(JAVA_LONG, 32),
        List.copyOf(errors));
  }

  private static String uuid(MemorySegment memory, long at) {
    return HexFormat.of().formatHex(memory.asSlice(at, UUID_BYTES).toArray(JAVA_BYTE));
  }
}

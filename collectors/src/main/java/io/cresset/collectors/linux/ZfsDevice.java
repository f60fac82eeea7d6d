package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Asks OpenZFS by the ioctls of /dev/zfs, as zpool(8) does. The argument is a zfs_cmd_t
 * (sys/zfs_ioctl.h), which is 13,744 bytes long; up to what is used of it here it is the same in
 * every release from 0.6.5 to 2.4.
 */
public final class ZfsDevice {
  private static final long COMMAND_BYTES = 16 * 1024;

  /** MAXPATHLEN, a zero at the end included. */
  private static final int NAME_BYTES = 4096;

  private static final long NVLIST_DST = 4112;
  private static final long NVLIST_DST_SIZE = 4120;
  private static final long COOKIE = 12_616;

  /** What zpool begins with. */
  private static final long FIRST_LIST_BYTES = 256 * 1024;

  /** A vdev takes 13 KiB, so this is room for more than a thousand. */
  static final long MOST_LIST_BYTES = 16 * 1024 * 1024;

  private ZfsDevice() {}

  /**
   * @throws java.nio.file.NoSuchFileException if there is no such device or no such pool
   * @throws java.nio.file.AccessDeniedException if this program may not
   */
  public static ZfsAnswer send(String path, ZfsCommand command) throws IOException {
    try (OpenFile file = new OpenFile(path)) {
      return send(file, command);
    }
  }

  static ZfsAnswer send(Commands file, ZfsCommand command) throws IOException {
    byte[] name = command.pool().getBytes(UTF_8);
    if (name.length >= NAME_BYTES) {
      throw new IOException("a pool's name is longer than names are");
    }
    MemorySegment argument = file.allocate(COMMAND_BYTES);
    long bytes = FIRST_LIST_BYTES;
    while (bytes <= MOST_LIST_BYTES) {
      MemorySegment list = file.allocate(bytes);
      argument.fill((byte) 0);
      MemorySegment.copy(name, 0, argument, JAVA_BYTE, 0, name.length);
      argument.set(JAVA_LONG, NVLIST_DST, list.address());
      argument.set(JAVA_LONG, NVLIST_DST_SIZE, bytes);
      try {
        file.command(command.request(), argument);
      } catch (OpenFile.Refused e) {
        // It says how much it needs, which may be more by the next time.
        long needed = argument.get(JAVA_LONG, NVLIST_DST_SIZE);
        if (e.errno() != Errno.ENOMEM || needed <= bytes) {
          throw e;
        }
        bytes = needed + FIRST_LIST_BYTES;
        continue;
      }
      long length = Math.clamp(argument.get(JAVA_LONG, NVLIST_DST_SIZE), 0, bytes);
      return new ZfsAnswer(
          list.asSlice(0, length).toArray(JAVA_BYTE), argument.get(JAVA_LONG, COOKIE));
    }
    throw new IOException("OpenZFS has more to tell than " + MOST_LIST_BYTES + " bytes");
  }
}

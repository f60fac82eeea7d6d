package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * What the file system says about a path; links are followed.
 *
 * @param key tells files apart as long as both exist
 * @param size in bytes
 * @param modifiedUnixNanos when it was last written to
 */
record Stat(Key key, Kind kind, long size, long modifiedUnixNanos) {

  /** What it is. */
  enum Kind {
    FILE,
    FOLDER,
    /** A pipe, a device: nothing to follow. */
    OTHER
  }

  /** Device and inode. */
  record Key(long device, long inode) {
    /** Of a file that is no more. */
    static final Key NONE = new Key(0, 0);
  }

  /** From inode(7). */
  private static final int TYPE_MASK = 0xF000;

  private static final int REGULAR = 0x8000;
  private static final int DIRECTORY = 0x4000;

  /** Empty if there is nothing, or it is out of reach. */
  static Optional<Stat> of(Path path) {
    try {
      Map<String, Object> all =
          Files.readAttributes(path, "unix:dev,ino,mode,size,lastModifiedTime");
      int type = ((Number) all.getOrDefault("mode", 0)).intValue() & TYPE_MASK;
      return Optional.of(
          new Stat(
              new Key(number(all, "dev"), number(all, "ino")),
              type == REGULAR ? Kind.FILE : type == DIRECTORY ? Kind.FOLDER : Kind.OTHER,
              number(all, "size"),
              all.get("lastModifiedTime") instanceof FileTime time
                  ? time.to(java.util.concurrent.TimeUnit.NANOSECONDS)
                  : 0));
    } catch (IOException | SecurityException _) {
      return Optional.empty();
    }
  }

  private static long number(Map<String, Object> all, String name) {
    return all.get(name) instanceof Number number ? number.longValue() : 0;
  }
}

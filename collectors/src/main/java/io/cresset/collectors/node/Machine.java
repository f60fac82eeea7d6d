package io.cresset.collectors.node;

import io.cresset.api.collect.CollectFailure;

/** What must be asked by calls because no file tells it. Tests put a machine of their own here. */
interface Machine {

  /** Sizes of the file system that holds a path. May block for as long as a dead server wishes. */
  Vfs statvfs(String path);

  UtsName uname() throws CollectFailure;

  /** The local time zone as it is at a moment. */
  Zone zone(long unixSeconds);

  /** An answer of statvfs(3). */
  sealed interface Vfs {
    /** Counts of blocks and inodes, unsigned; {@code blockSize} in bytes. */
    record Sizes(
        long blockSize,
        long blocks,
        long blocksFree,
        long blocksAvailable,
        long files,
        long filesFree)
        implements Vfs {}

    /** The error, in the words that Go and so node_exporter has for it. */
    record Refused(String error) implements Vfs {}
  }

  /** What uname(2) says. */
  record UtsName(
      String sysname,
      String nodename,
      String release,
      String version,
      String machine,
      String domainname) {}

  /**
   * @param name the zone's abbreviation, such as CET
   */
  record Zone(String name, int offsetSeconds) {}
}

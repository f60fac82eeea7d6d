package io.cresset.collectors.node.source;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.linux.Vfs;

/** What must be asked by calls because no file tells it. Tests put a machine of their own here. */
public interface Machine {

  /** Sizes of the file system that holds a path. May block for as long as a dead server wishes. */
  Vfs statvfs(String path);

  UtsName uname() throws CollectFailure;

  /** Its disks, for what no file tells. */
  Disks disks();

  /** The local time zone as it is at a moment. */
  Zone zone(long unixSeconds);

  /**
   * @param name the zone's abbreviation, such as CET
   */
  record Zone(String name, int offsetSeconds) {}
}

package io.cresset.collectors.node.source;

import io.cresset.collectors.linux.AtaAnswer;
import io.cresset.collectors.linux.AtaCommand;
import io.cresset.collectors.linux.BtrfsDevices;
import io.cresset.collectors.linux.NvmeCommand;
import io.cresset.collectors.linux.ZfsAnswer;
import io.cresset.collectors.linux.ZfsCommand;
import java.io.IOException;

/**
 * What disks and file systems are asked by commands. All of it throws {@link
 * java.nio.file.AccessDeniedException} where this program lacks the right, and another {@link
 * IOException} where the other side refuses.
 */
public interface Disks {

  /** The devices of the Btrfs that is mounted at a path. */
  BtrfsDevices btrfs(String mountPoint) throws IOException;

  /**
   * @param path of the disk's file
   */
  AtaAnswer ata(String path, AtaCommand command) throws IOException;

  /**
   * @param path of the controller's file
   */
  byte[] nvme(String path, NvmeCommand command) throws IOException;

  /**
   * @param path of OpenZFS' device
   * @throws java.nio.file.NoSuchFileException if there is no such device or no such pool
   */
  ZfsAnswer zfs(String path, ZfsCommand command) throws IOException;
}

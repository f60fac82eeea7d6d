package io.cresset.collectors.node;

import io.cresset.collectors.linux.AtaAnswer;
import io.cresset.collectors.linux.AtaCommand;
import io.cresset.collectors.linux.AtaDisk;
import io.cresset.collectors.linux.BtrfsDevices;
import io.cresset.collectors.linux.NvmeCommand;
import io.cresset.collectors.linux.NvmeDisk;
import io.cresset.collectors.linux.ZfsAnswer;
import io.cresset.collectors.linux.ZfsCommand;
import io.cresset.collectors.linux.ZfsDevice;
import io.cresset.collectors.node.source.Disks;
import java.io.IOException;

/** The disks of the machine that this program runs on. */
final class TheseDisks implements Disks {

  @Override
  public BtrfsDevices btrfs(String mountPoint) throws IOException {
    return BtrfsDevices.of(mountPoint);
  }

  @Override
  public AtaAnswer ata(String path, AtaCommand command) throws IOException {
    return AtaDisk.send(path, command);
  }

  @Override
  public byte[] nvme(String path, NvmeCommand command) throws IOException {
    return NvmeDisk.send(path, command);
  }

  @Override
  public ZfsAnswer zfs(String path, ZfsCommand command) throws IOException {
    return ZfsDevice.send(path, command);
  }
}

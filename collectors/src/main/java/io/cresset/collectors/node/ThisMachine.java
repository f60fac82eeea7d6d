package io.cresset.collectors.node;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.Statvfs;
import io.cresset.collectors.linux.Uname;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.linux.Vfs;
import io.cresset.collectors.node.source.Disks;
import io.cresset.collectors.node.source.Machine;

/** The machine that this program runs on. */
final class ThisMachine implements Machine {

  @Override
  public Vfs statvfs(String path) {
    return Statvfs.of(path);
  }

  @Override
  public UtsName uname() throws CollectFailure {
    return Uname.ofThisMachine()
        .orElseThrow(() -> new CollectFailure(Kind.UNSUPPORTED, "uname was refused", ""));
  }

  @Override
  public Disks disks() {
    return new TheseDisks();
  }

  @Override
  public Zone zone(long unixSeconds) {
    return LocalZone.at(unixSeconds);
  }
}

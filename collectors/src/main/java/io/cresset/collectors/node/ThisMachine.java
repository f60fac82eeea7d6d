package io.cresset.collectors.node;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;

/** The machine that this program runs on. */
final class ThisMachine implements Machine {

  @Override
  public Vfs statvfs(String path) {
    return Libc.statvfs(path);
  }

  @Override
  public UtsName uname() throws CollectFailure {
    return Libc.uname()
        .orElseThrow(() -> new CollectFailure(Kind.UNSUPPORTED, "uname was refused", ""));
  }

  @Override
  public Zone zone(long unixSeconds) {
    return LocalZone.at(unixSeconds);
  }
}

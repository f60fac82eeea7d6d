package io.cresset.collectors.node;

import io.cresset.api.Time;
import java.nio.file.Path;

/** What a sub-collector reads: files below four roots, and what only calls can tell. */
record Host(Path rootfs, Path procfs, Path sysfs, Path udevData, Machine machine, Time time) {

  static Host of(NodeConfig config, Machine machine, Time time) {
    return new Host(
        config.rootfs(), config.procfs(), config.sysfs(), config.udevData(), machine, time);
  }

  /** A path below /proc: {@code proc("net/dev")}. */
  String proc(String below) {
    return procfs.resolve(below).toString();
  }

  String sys(String below) {
    return sysfs.resolve(below).toString();
  }

  String root(String below) {
    return rootfs.resolve(below).toString();
  }

  String udev(String below) {
    return udevData.resolve(below).toString();
  }
}

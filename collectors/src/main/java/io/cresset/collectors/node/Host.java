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
    return below(procfs, below);
  }

  String sys(String below) {
    return below(sysfs, below);
  }

  String root(String below) {
    return below(rootfs, below);
  }

  String udev(String below) {
    return below(udevData, below);
  }

  /**
   * By its text alone: without a locale the JDK refuses a {@link Path} for names that are not
   * ASCII, and somebody may well have mounted a disk at {@code /srv/bücher}.
   */
  private static String below(Path root, String name) {
    String folder = root.toString();
    boolean joined = folder.isEmpty() || folder.endsWith("/") || name.isEmpty();
    return joined ? folder + name : folder + "/" + name;
  }
}

package io.cresset.collectors.node.source;

import io.cresset.api.Time;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a sub-collector reads: files below four roots, and what only calls can tell.
 *
 * @param warnings takes a line for the user about what is no failure of the whole
 */
public record Host(
    Path rootfs,
    Path procfs,
    Path sysfs,
    Path udevData,
    Machine machine,
    Time time,
    Consumer<String> warnings) {

  /** A path below /proc: {@code proc("net/dev")}. */
  public String proc(String below) {
    return below(procfs, below);
  }

  public String sys(String below) {
    return below(sysfs, below);
  }

  public String root(String below) {
    return below(rootfs, below);
  }

  public String udev(String below) {
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

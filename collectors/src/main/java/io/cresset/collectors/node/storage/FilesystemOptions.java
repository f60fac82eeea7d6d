package io.cresset.collectors.node.storage;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.time.Duration;
import java.util.Optional;

/**
 * Which mounts count, and how long one may take to answer.
 *
 * @throws IllegalArgumentException if what is included is also excluded
 */
public record FilesystemOptions(
    @Doc("Mount points to report, as a pattern; not together with mount_points_exclude.")
        Optional<LinearPattern> mountPointsInclude,
    @Doc(
            "Mount points to leave out, as a pattern. If neither is set, those below /dev, /proc"
                + " and /sys and those of containers.")
        Optional<LinearPattern> mountPointsExclude,
    @Doc("Types of file systems to report, as a pattern; not together with fs_types_exclude.")
        Optional<LinearPattern> fsTypesInclude,
    @Doc(
            "Types of file systems to leave out, as a pattern. If neither is set, those that have"
                + " no disk.")
        Optional<LinearPattern> fsTypesExclude,
    @Doc(
            "How long a scrape waits for mounts. One that has not answered by then is told as a"
                + " 'mountpoint timeout', and so is one that still hangs at the next scrape.")
        @Default("1s")
        Duration mountTimeout,
    @Doc(
            "How many mounts may be asked at a time; one that hangs takes one of these until it"
                + " answers.")
        @Default("32")
        int statWorkers) {

  private static final int MAX_WORKERS = 1024;

  private static final LinearPattern USUAL_POINTS =
      LinearPattern.parse(
          "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)"
              + "($|/)");
  private static final LinearPattern USUAL_TYPES =
      LinearPattern.parse(
          "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs"
              + "|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs"
              + "|squashfs|erofs|sysfs|tracefs)$");

  public FilesystemOptions {
    NameFilter.refuseBoth(
        "mount_points_include", mountPointsInclude, "mount_points_exclude", mountPointsExclude);
    NameFilter.refuseBoth("fs_types_include", fsTypesInclude, "fs_types_exclude", fsTypesExclude);
    if (!mountTimeout.isPositive()) {
      throw new IllegalArgumentException("mount_timeout must be more than 0");
    }
    if (statWorkers < 1 || statWorkers > MAX_WORKERS) {
      throw new IllegalArgumentException("stat_workers must be from 1 to " + MAX_WORKERS);
    }
  }

  /** The mounts that count if nobody says which. */
  static NameFilter usualPoints() {
    return new NameFilter(Optional.empty(), Optional.of(USUAL_POINTS));
  }

  /** The types that count if nobody says which. */
  static NameFilter usualTypes() {
    return new NameFilter(Optional.empty(), Optional.of(USUAL_TYPES));
  }

  NameFilter points() {
    return NameFilter.withDefault(mountPointsInclude, mountPointsExclude, USUAL_POINTS);
  }

  NameFilter types() {
    return NameFilter.withDefault(fsTypesInclude, fsTypesExclude, USUAL_TYPES);
  }
}

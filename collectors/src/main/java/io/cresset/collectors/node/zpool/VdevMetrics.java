package io.cresset.collectors.node.zpool;

import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The metrics of a pool, or those of its parts: both have the same numbers. */
record VdevMetrics(
    MetricSpec size,
    MetricSpec allocated,
    MetricSpec free,
    MetricSpec health,
    MetricSpec readErrors,
    MetricSpec writeErrors,
    MetricSpec checksumErrors) {

  /** Names and help texts of the first four are zfs_exporter's. */
  static final VdevMetrics OF_POOL = of("zfs_pool_", "the storage pool", "the pool", "pool");

  /** Names and help texts like those. */
  static final VdevMetrics OF_VDEV =
      of("zfs_vdev_", "the vdev", "the vdev", "pool", "vdev", "type", "kind", "guid");

  private static VdevMetrics of(String prefix, String whole, String it, String... labels) {
    return new VdevMetrics(
        MetricSpec.gauge(prefix + "size_bytes", "Total size in bytes of " + whole + ".", labels),
        MetricSpec.gauge(
            prefix + "allocated_bytes",
            "Amount of storage in bytes used within " + it + ".",
            labels),
        MetricSpec.gauge(
            prefix + "free_bytes",
            "The amount of free space in bytes available in " + it + ".",
            labels),
        MetricSpec.gauge(
            prefix + "health",
            "Health status code for " + it + " " + Health.legend() + ".",
            labels),
        errors(prefix, "read", labels),
        errors(prefix, "write", labels),
        errors(prefix, "checksum", labels));
  }

  private static MetricSpec errors(String prefix, String kind, String... labels) {
    return MetricSpec.counter(
        prefix + kind + "_errors_total",
        "Number of " + kind + " errors since the pool was imported or they were cleared.",
        labels);
  }

  List<MetricSpec> specs() {
    return List.of(size, allocated, free, health, readErrors, writeErrors, checksumErrors);
  }

  void report(Survey survey, Vdev vdev, Optional<Health> is, String... labels) {
    is.ifPresent(value -> survey.add(health, value.ordinal(), labels));
    long space = vdev.stat(Vdev.SPACE).orElse(0);
    OptionalLong used = vdev.stat(Vdev.ALLOCATED);
    // Only what takes part in the pool's room has a size, and not the disks of a mirror.
    if (space != 0 && used.isPresent()) {
      survey.add(size, Scan.asDouble(space), labels);
      survey.add(allocated, Scan.asDouble(used.getAsLong()), labels);
      survey.add(free, Scan.asDouble(space - used.getAsLong()), labels);
    }
    report(survey, readErrors, vdev.stat(Vdev.READ_ERRORS), labels);
    report(survey, writeErrors, vdev.stat(Vdev.WRITE_ERRORS), labels);
    report(survey, checksumErrors, vdev.stat(Vdev.CHECKSUM_ERRORS), labels);
  }

  private static void report(
      Survey survey, MetricSpec errors, OptionalLong count, String... labels) {
    if (count.isPresent()) {
      survey.add(errors, Scan.asDouble(count.getAsLong()), labels);
    }
  }
}

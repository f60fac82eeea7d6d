package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import io.cresset.collectors.node.storage.Mdstat.Array;
import io.cresset.collectors.node.storage.Mdstat.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Arrays of the md driver, of /proc/mdstat and /sys/block/md&#42;/md (Documentation/admin-guide/
 * md.rst).
 *
 * <pre>
 * node_md_disks{device="md0",state="failed"} 1
 * node_md_degraded{device="md0"} 1
 * </pre>
 */
public final class MdRaid implements SubCollector {
  private static final MetricSpec STATE =
      MetricSpec.gauge("node_md_state", "Indicates the state of md-device.", "device", "state");
  private static final MetricSpec DISKS =
      MetricSpec.gauge(
          "node_md_disks", "Number of active/failed/spare disks of device.", "device", "state");
  private static final MetricSpec DISKS_REQUIRED =
      MetricSpec.gauge("node_md_disks_required", "Total number of disks of device.", "device");
  private static final MetricSpec BLOCKS =
      MetricSpec.gauge("node_md_blocks", "Total number of blocks on device.", "device");
  private static final MetricSpec BLOCKS_SYNCED =
      MetricSpec.gauge("node_md_blocks_synced", "Number of blocks synced on device.", "device");
  private static final MetricSpec RAID_DISKS =
      MetricSpec.gauge("node_md_raid_disks", "Number of raid disks on device.", "device");
  private static final MetricSpec DEGRADED =
      MetricSpec.gauge("node_md_degraded", "Number of degraded disks on device.", "device");

  public static final List<MetricSpec> SPECS =
      List.of(STATE, DISKS, DISKS_REQUIRED, BLOCKS, BLOCKS_SYNCED, RAID_DISKS, DEGRADED);

  /** States of the label, and the words that {@link Mdstat} has for them. */
  private static final List<List<String>> STATES =
      List.of(
          List.of("active", "active"),
          List.of("inactive", "inactive"),
          List.of("recovering", "recovering"),
          List.of("resync", "resyncing"),
          List.of("check", "checking"));

  /** Containers of disks that are no arrays themselves. */
  private static final Set<String> NO_ARRAYS = Set.of("container", "imsm", "ddf");

  /** Only these can lack a disk and go on. */
  private static final Set<String> REDUNDANT = Set.of("raid1", "raid4", "raid5", "raid6", "raid10");

  private final Host host;
  private final Survey survey = new Survey();

  public MdRaid(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Scan in = survey.files().source(host.proc("mdstat"));
    Table table = Mdstat.parse(in);
    table.arrays().forEach(this::add);
    table.problem().ifPresent(survey::problem);
    String folder = host.sys("block");
    for (String device : Directories.numbered(folder, "md")) {
      addFromSysfs(device, folder + "/" + device + "/md/");
    }
    survey.finish(out);
  }

  private void add(Array array) {
    String device = array.name();
    survey.add(DISKS_REQUIRED, array.disks(), "device", device);
    survey.add(DISKS, array.active(), "device", device, "state", "active");
    survey.add(DISKS, array.failed(), "device", device, "state", "failed");
    survey.add(DISKS, array.spare(), "device", device, "state", "spare");
    for (List<String> state : STATES) {
      double is = array.state().equals(state.getLast()) ? 1 : 0;
      survey.add(STATE, is, "device", device, "state", state.getFirst());
    }
    survey.add(BLOCKS, array.blocks(), "device", device);
    survey.add(BLOCKS_SYNCED, array.blocksSynced(), "device", device);
  }

  private void addFromSysfs(String device, String at) {
    if (!Files.isDirectory(Path.of(at))) {
      return;
    }
    String level = survey.text(at + "level").orElse("");
    if (level.isEmpty()) {
      // Whether it lacks a disk is not known then.
      return;
    }
    if (!NO_ARRAYS.contains(level)) {
      // "4 (3)" while the array is being grown from 3 to 4.
      survey
          .text(at + "raid_disks")
          .map(text -> text.split(" ", -1)[0])
          .map(Survey::parse)
          .ifPresent(
              disks -> disks.ifPresent(count -> survey.add(RAID_DISKS, count, "device", device)));
    }
    if (REDUNDANT.contains(level)) {
      survey.addFile(DEGRADED, at + "degraded", "device", device);
    } else {
      survey.add(DEGRADED, 0, "device", device);
    }
  }
}

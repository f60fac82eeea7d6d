package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Statistics of each mounted XFS, of /sys/fs/xfs/&lt;device&gt;/stats/stats: lines of a word and
 * the numbers that belong to it (fs/xfs/xfs_stats.c).
 *
 * <pre>
 * node_xfs_extent_allocation_extents_allocated_total{device="sda1"} 5387
 * </pre>
 */
public final class Xfs implements SubCollector {
  private static final String SUFFIX = " for a filesystem.";

  /** A line's word, and what its numbers become in turn. */
  private static final Map<String, List<MetricSpec>> LINES = lines();

  public static final List<MetricSpec> SPECS =
      LINES.values().stream().flatMap(List::stream).sorted(Xfs::byName).toList();

  private final String folder;
  private final Survey survey = new Survey();

  public Xfs(Host host) {
    this.folder = host.sys("fs/xfs");
  }

  private static int byName(MetricSpec a, MetricSpec b) {
    return a.name().compareTo(b.name());
  }

  private static Map<String, List<MetricSpec>> lines() {
    Map<String, List<MetricSpec>> lines = new HashMap<>();
    lines.put(
        "extent_alloc",
        List.of(
            counter("extent_allocation_extents_allocated", "Number of extents allocated" + SUFFIX),
            counter("extent_allocation_blocks_allocated", "Number of blocks allocated" + SUFFIX),
            counter("extent_allocation_extents_freed", "Number of extents freed" + SUFFIX),
            counter("extent_allocation_blocks_freed", "Number of blocks freed" + SUFFIX)));
    lines.put("abt", tree("allocation_btree", "allocation"));
    lines.put(
        "blk_map",
        List.of(
            counter("block_mapping_reads", "Number of block map for read operations" + SUFFIX),
            counter("block_mapping_writes", "Number of block map for write operations" + SUFFIX),
            counter("block_mapping_unmaps", "Number of block unmaps (deletes)" + SUFFIX),
            counter(
                "block_mapping_extent_list_insertions",
                "Number of extent list insertions" + SUFFIX),
            counter(
                "block_mapping_extent_list_deletions", "Number of extent list deletions" + SUFFIX),
            counter("block_mapping_extent_list_lookups", "Number of extent list lookups" + SUFFIX),
            counter(
                "block_mapping_extent_list_compares", "Number of extent list compares" + SUFFIX)));
    lines.put("bmbt", tree("block_map_btree", "block map"));
    lines.put("dir", directories());
    lines.put("ig", inodes());
    lines.put(
        "rw",
        List.of(
            counter(
                "write_calls", "Number of write(2) system calls made to files in a filesystem."),
            counter(
                "read_calls", "Number of read(2) system calls made to files in a filesystem.")));
    lines.put(
        "vnodes",
        List.of(
            counter("vnode_active", "Number of vnodes not on free lists" + SUFFIX),
            counter("vnode_allocate", "Number of times vn_alloc called" + SUFFIX),
            counter("vnode_get", "Number of times vn_get called" + SUFFIX),
            counter("vnode_hold", "Number of times vn_hold called" + SUFFIX),
            counter("vnode_release", "Number of times vn_rele called" + SUFFIX),
            counter("vnode_reclaim", "Number of times vn_reclaim called" + SUFFIX),
            counter("vnode_remove", "Number of times vn_remove called" + SUFFIX)));
    return Map.copyOf(lines);
  }

  private static List<MetricSpec> tree(String name, String which) {
    return List.of(
        counter(name + "_lookups", "Number of " + which + " B-tree lookups" + SUFFIX),
        counter(name + "_compares", "Number of " + which + " B-tree compares" + SUFFIX),
        counter(
            name + "_records_inserted", "Number of " + which + " B-tree records inserted" + SUFFIX),
        counter(
            name + "_records_deleted", "Number of " + which + " B-tree records deleted" + SUFFIX));
  }

  private static List<MetricSpec> directories() {
    return List.of(
        counter(
            "directory_operation_lookup",
            "Number of file name directory lookups which miss the operating systems directory name"
                + " lookup cache."),
        counter(
            "directory_operation_create",
            "Number of times a new directory entry was created" + SUFFIX),
        counter(
            "directory_operation_remove",
            "Number of times an existing directory entry was created" + SUFFIX),
        counter(
            "directory_operation_getdents",
            "Number of times the directory getdents operation was performed" + SUFFIX));
  }

  private static List<MetricSpec> inodes() {
    return List.of(
        counter(
            "inode_operation_attempts",
            "Number of times the OS looked for an XFS inode in the inode cache."),
        counter(
            "inode_operation_found",
            "Number of times the OS looked for and found an XFS inode in the inode cache."),
        counter(
            "inode_operation_recycled",
            "Number of times the OS found an XFS inode in the cache, but could not use it as it was"
                + " being recycled."),
        counter(
            "inode_operation_missed",
            "Number of times the OS looked for an XFS inode in the cache, but did not find it."),
        counter(
            "inode_operation_duplicates",
            "Number of times the OS tried to add a missing XFS inode to the inode cache, but found"
                + " it had already been added by another process."),
        counter(
            "inode_operation_reclaims",
            "Number of times the OS reclaimed an XFS inode from the inode cache to free memory for"
                + " another purpose."),
        counter(
            "inode_operation_attribute_changes",
            "Number of times the OS explicitly changed the attributes of an XFS inode."));
  }

  private static MetricSpec counter(String name, String help) {
    return MetricSpec.counter("node_xfs_" + name + "_total", help, "device");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String device : Directories.names(folder)) {
      Optional<Scan> in = survey.files().item(folder + "/" + device + "/stats/stats");
      if (in.isPresent()) {
        try {
          parse(in.get()).forEach(value -> survey.add(value.spec, value.value, "device", device));
        } catch (CollectFailure e) {
          survey.problem(e);
        }
      }
    }
    survey.finish(out);
  }

  record Value(MetricSpec spec, double value) {}

  static List<Value> parse(Scan in) throws CollectFailure {
    List<Value> values = new ArrayList<>();
    while (in.nextLine()) {
      if (in.nextField()) {
        for (MetricSpec spec : LINES.getOrDefault(in.text(), List.of())) {
          values.add(new Value(spec, in.field().count()));
        }
      }
    }
    return values;
  }
}

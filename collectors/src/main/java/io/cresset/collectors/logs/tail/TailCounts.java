package io.cresset.collectors.logs.tail;

import io.cresset.api.collect.EnumCounts;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What following files counts, under names that begin with the collector's own. */
final class TailCounts {

  /** Why bytes that were seen, or must have been there, were not read. */
  enum Loss {
    /** Truncated before they were read, and no copy of them was found. */
    TRUNCATED,
    /** Deleted before they were read. */
    DELETED,
    /** Given up because deleted files held too much of the disk. */
    MAX_DELETED_BYTES,
    /** A compressed file that is damaged. */
    DAMAGED
  }

  /** A limit that was reached. */
  enum Limit {
    FILES,
    OPEN_FILES,
    DELETED_BYTES,
    PARTIAL_BYTES,
    WATCHES
  }

  private final MetricSpec followed;
  private final MetricSpec open;
  private final MetricSpec deleted;
  private final MetricSpec partial;
  private final MetricSpec read;
  private final MetricSpec lost;
  private final MetricSpec vanished;
  private final MetricSpec replaced;
  private final MetricSpec tooShort;
  private final MetricSpec cut;
  private final MetricSpec limits;
  private final MetricSpec rescans;
  private final MetricSpec unreadable;
  private final MetricSpec unreadableFolders;

  final AtomicLong followedNow = new AtomicLong();
  final AtomicLong openNow = new AtomicLong();
  final AtomicLong deletedBytesNow = new AtomicLong();
  final AtomicLong partialBytesNow = new AtomicLong();
  final AtomicLong readBytes = new AtomicLong();
  final AtomicLong vanishedFiles = new AtomicLong();
  final AtomicLong replacedFiles = new AtomicLong();
  final AtomicLong shortFiles = new AtomicLong();
  final AtomicLong cutLines = new AtomicLong();
  final AtomicLong rescanned = new AtomicLong();
  final AtomicLong unreadableNow = new AtomicLong();
  final AtomicLong unreadableFoldersNow = new AtomicLong();
  private final EnumCounts<Loss> lostBytes = new EnumCounts<>("reason", Loss.class);
  private final EnumCounts<Limit> reached = new EnumCounts<>("limit", Limit.class);

  /**
   * @param prefix such as {@code cresset_files}
   */
  TailCounts(String prefix) {
    followed = MetricSpec.gauge(prefix + "_followed", "Files that are followed now.");
    open = MetricSpec.gauge(prefix + "_open", "Files that are open now.");
    deleted =
        MetricSpec.gauge(
            prefix + "_deleted_open_bytes",
            "What deleted files hold on the disk because they are not read to their end.");
    partial =
        MetricSpec.gauge(
            prefix + "_partial_bytes", "Memory that holds parts of lines whose end is not there.");
    read = MetricSpec.counter(prefix + "_read_bytes_total", "Bytes read, after decompression.");
    lost =
        MetricSpec.counter(
            prefix + "_lost_bytes_total",
            "Bytes of files that are known to have been there and could not be read any more.",
            "reason");
    vanished =
        MetricSpec.counter(
            prefix + "_vanished_total",
            "Files that were gone when the program came back, so that nobody knows whether they had"
                + " more than was read.");
    replaced =
        MetricSpec.counter(
            prefix + "_replaced_total",
            "Files whose content was replaced by another: truncated, or written anew.");
    tooShort =
        MetricSpec.counter(
            prefix + "_short_files_total",
            "Files that begin as one that was read and has lost its name, and were read from their"
                + " beginning, because fewer than 64 bytes do not tell files apart.");
    cut =
        MetricSpec.counter(
            prefix + "_cut_lines_total", "Lines longer than max_line_bytes, which went in pieces.");
    limits =
        MetricSpec.counter(
            prefix + "_limit_reached_total", "How often a limit was in the way.", "limit");
    rescans =
        MetricSpec.counter(
            prefix + "_rescans_total", "How often all folders were looked through from anew.");
    unreadable =
        MetricSpec.gauge(prefix + "_unreadable", "Files that were found and could not be opened.");
    unreadableFolders =
        MetricSpec.gauge(
            prefix + "_unreadable_folders", "Folders whose files this user may not list.");
  }

  List<MetricSpec> specs() {
    return List.of(
        followed,
        open,
        deleted,
        partial,
        read,
        lost,
        vanished,
        replaced,
        tooShort,
        cut,
        limits,
        rescans,
        unreadable,
        unreadableFolders);
  }

  void lost(Loss why, long bytes) {
    lostBytes.add(why, bytes);
  }

  long lost(Loss why) {
    return lostBytes.get(why);
  }

  /** Counts it, and tells whether it was the first time. */
  boolean reached(Limit limit) {
    return reached.increment(limit) == 1;
  }

  List<MetricFamily> families() {
    return List.of(
        followed.family((double) followedNow.get()),
        open.family((double) openNow.get()),
        deleted.family((double) deletedBytesNow.get()),
        partial.family((double) partialBytesNow.get()),
        read.family((double) readBytes.get()),
        lost.family(lostBytes.points()),
        vanished.family((double) vanishedFiles.get()),
        replaced.family((double) replacedFiles.get()),
        tooShort.family((double) shortFiles.get()),
        cut.family((double) cutLines.get()),
        limits.family(reached.points()),
        rescans.family((double) rescanned.get()),
        unreadable.family((double) unreadableNow.get()),
        unreadableFolders.family((double) unreadableFoldersNow.get()));
  }
}

package io.cresset.collectors.journal;

import io.cresset.api.collect.EnumCounts;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the collector counts about itself beyond what every collector's runs are counted by. */
final class JournalCounts {
  private static final MetricSpec FILES =
      MetricSpec.gauge(
          "cresset_journal_files",
          "Journal files by what is done with them: followed, open, unreadable, unusable, or left"
              + " out because of max_files.",
          "state");
  private static final MetricSpec UNREAD =
      MetricSpec.gauge(
          "cresset_journal_unread_entries", "Entries that the files have and that are to be read.");
  private static final MetricSpec MISSING =
      MetricSpec.counter(
          "cresset_journal_missing_entries_total",
          "Entries that were not there any more or could not be read, by reason; each counts as"
              + " dropped too.",
          "reason");
  private static final MetricSpec DAMAGED_FIELDS =
      MetricSpec.counter(
          "cresset_journal_lost_fields_total",
          "Fields that were left out of their entries: damaged, or more than max_fields.");
  private static final MetricSpec CUT =
      MetricSpec.counter(
          "cresset_journal_cut_entries_total",
          "Entries with a field that was cut, or a message that went out in pieces.");
  private static final MetricSpec COPIES =
      MetricSpec.counter(
          "cresset_journal_copied_entries_total",
          "Entries passed over because they were read before journald moved them to the disk.");
  private static final MetricSpec FILTERED =
      MetricSpec.counter(
          "cresset_journal_filtered_entries_total",
          "Entries passed over because of units and exclude_units.");

  static final List<MetricSpec> SPECS =
      List.of(FILES, UNREAD, MISSING, DAMAGED_FIELDS, CUT, COPIES, FILTERED);

  /** Why an entry is missing; the lower-case name is a label, and the reason of a drop. */
  enum Reason {
    /** Removed before it was read, by vacuuming or by hand. */
    VACUUMED,
    /** In a file that this user may not read, or that cannot be read at all. */
    UNREADABLE,
    /** In a file that is no journal, or one of a later version. */
    UNUSABLE,
    /** In a file that is left out because of {@code max_files}. */
    LEFT_OUT,
    /** In a file that is damaged. */
    DAMAGED,
    /** Nothing that a record can be, as too large. */
    INVALID,
    /** Written over by the kernel before it was read. */
    OVERWRITTEN;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is done with a file. */
  enum FileState {
    FOLLOWED,
    OPEN,
    UNREADABLE,
    UNUSABLE,
    LEFT_OUT
  }

  private final EnumCounts<Reason> missing = new EnumCounts<>("reason", Reason.class);
  private final EnumCounts<FileState> files = new EnumCounts<>("state", FileState.class);
  private final AtomicLong unread = new AtomicLong();
  private final LongAdder lostFields = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private final LongAdder copies = new LongAdder();
  private final LongAdder filtered = new LongAdder();

  void missing(Reason why, long entries) {
    missing.add(why, entries);
  }

  void files(FileState state, long number) {
    files.set(state, number);
  }

  void unread(long entries) {
    unread.set(entries);
  }

  void lostFields(long number) {
    lostFields.add(number);
  }

  void cut() {
    cut.increment();
  }

  void copied() {
    copies.increment();
  }

  void filtered() {
    filtered.increment();
  }

  List<MetricFamily> families() {
    return List.of(
        FILES.family(files.points()),
        UNREAD.family((double) unread.get()),
        MISSING.family(missing.points()),
        DAMAGED_FIELDS.family((double) lostFields.sum()),
        CUT.family((double) cut.sum()),
        COPIES.family((double) copies.sum()),
        FILTERED.family((double) filtered.sum()));
  }
}

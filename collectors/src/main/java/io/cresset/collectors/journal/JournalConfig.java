package io.cresset.collectors.journal;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** What stands below {@code collectors: journal:}. */
public record JournalConfig(
    @Doc("Folders with journal files, in them or in folders directly below, of any machine.")
        @Default("[/var/log/journal, /run/log/journal]")
        List<Path> paths,
    @Doc(
            "Where to start when nothing was read yet: beginning, with all that the journal still"
                + " has, or end.")
        @Default("beginning")
        Start start,
    @Doc("Read as the kernel's log where there is no journal.") @Default("/dev/kmsg") Path kmsg,
    @Doc("Units to take alone, such as ssh.service or docker*; all if empty.") List<String> units,
    @Doc("Units to leave out.") List<String> excludeUnits,
    @Doc("Adds __CURSOR to each record, by which journalctl --cursor= finds it; costs 130 bytes.")
        @Default("false")
        boolean cursor,
    @Doc("Of an entry's fields no more than this is read, unpacked; 64KiB to 64MiB.")
        @Default("8MiB")
        DataSize maxEntryBytes,
    @Doc("Of an entry no more fields than this are read.") @Default("1024") int maxFields,
    @Doc("No more journal files than this are followed, the newest.") @Default("4096") int maxFiles,
    @Doc("No more of them are open at a time; each takes up to 0.4 MiB.") @Default("32")
        int maxOpenFiles) {

  private static final long MIN_ENTRY_BYTES = 64 * 1024;
  private static final long MAX_ENTRY_BYTES = 64 * 1024 * 1024;
  private static final int MAX_PATHS = 100;

  /** Where reading starts. */
  public enum Start {
    BEGINNING,
    END
  }

  public JournalConfig {
    paths = List.copyOf(paths);
    units = List.copyOf(units);
    excludeUnits = List.copyOf(excludeUnits);
    if (paths.isEmpty() || paths.size() > MAX_PATHS) {
      throw new IllegalArgumentException(
          "paths has %d folders; name 1 to %d, such as /var/log/journal"
              .formatted(paths.size(), MAX_PATHS));
    }
    if (new HashSet<>(paths).size() < paths.size()) {
      throw new IllegalArgumentException("paths names a folder twice; name it once");
    }
    if (maxEntryBytes.bytes() < MIN_ENTRY_BYTES || maxEntryBytes.bytes() > MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "max_entry_bytes is " + maxEntryBytes + "; choose from 64KiB to 64MiB");
    }
    within("max_fields", maxFields, 16, 65_536);
    within("max_files", maxFiles, 1, 100_000);
    within("max_open_files", maxOpenFiles, 1, 1000);
  }

  private static void within(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is %d; choose from %d to %d".formatted(key, value, min, max));
    }
  }
}

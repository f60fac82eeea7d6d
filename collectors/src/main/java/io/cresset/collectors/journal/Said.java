package io.cresset.collectors.journal;

import io.cresset.api.check.PathDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** What was said in our log, so that it is said once. Used by one thread. */
final class Said {
  private static final int MAX_REMEMBERED = 10_000;

  private final System.Logger logger;
  private final Set<String> told = new LinkedHashSet<>();

  Said(System.Logger logger) {
    this.logger = logger;
  }

  private void once(System.Logger.Level level, String key, String text) {
    if (told.size() >= MAX_REMEMBERED) {
      told.remove(told.iterator().next());
    }
    if (told.add(key)) {
      logger.log(level, text);
    }
  }

  void unreadable(Path path, IOException why) {
    once(
        System.Logger.Level.WARNING,
        "unreadable " + path.getParent(),
        ("%s may not be read (%s): its entries, and perhaps those of others beside it, are missing."
                + " Let %s read it, by the group systemd-journal as a rule;"
                + " 'cresset check' says how.")
            .formatted(path, why.getClass().getSimpleName(), PathDoor.user()));
  }

  void unusable(Path path, Damage why) {
    once(
        System.Logger.Level.WARNING,
        "unusable " + path,
        path + " is left out: " + why.getMessage());
  }

  void tooMany(int files) {
    if (files > 0) {
      once(
          System.Logger.Level.WARNING,
          "files",
          files + " journal files are left out, the oldest: raise max_files to read them");
    }
  }

  void isAnother(Path path) {
    once(
        System.Logger.Level.WARNING,
        "another " + path,
        path
            + " is not as it was when it was last read, as if put back from a copy: it is read from"
            + " its beginning, and entries may come twice");
  }

  void failed(Path path, IOException why) {
    once(
        System.Logger.Level.WARNING,
        "failed " + path,
        "cannot read " + path + ", trying again: " + String.valueOf(why.getMessage()));
  }

  void damaged(Path path, String where) {
    once(
        System.Logger.Level.WARNING,
        "damaged " + path,
        path + " is damaged (" + where + "): what can be read of it is, the rest is counted");
  }

  void missing(Id128 series, JournalCounts.Reason why, long entries, long from) {
    if (why != JournalCounts.Reason.VACUUMED) {
      once(
          System.Logger.Level.WARNING,
          "missing " + why,
          "entries are missing where there are files that are %s; they are counted"
              .formatted(why.label().replace('_', ' ')));
      return;
    }
    logger.log(
        System.Logger.Level.WARNING,
        ("%d entries of the journal are missing, from number %d of %s on: they were removed before"
                + " they were read. SystemMaxUse= in journald.conf keeps more.")
            .formatted(entries, from, series));
  }
}

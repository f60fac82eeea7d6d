package io.cresset.collectors.journal;

import io.cresset.collectors.journal.JournalEntry.EntryHead;
import java.io.IOException;

/** Finds where to begin in a file. */
final class Seek {
  /** So many entries of one moment are told apart when they come again. */
  private static final int MAX_AT_ONCE = 200;

  private Seek() {}

  /**
   * Where entries of a moment begin, as if times rose from entry to entry: where a clock was set
   * back, some that are later may be before.
   */
  static long firstSince(FollowedFile file, JournalFile open, long sinceMicros) throws IOException {
    long low = 0;
    long high = file.entries();
    while (low < high) {
      long middle = (low + high) >>> 1;
      try {
        if (open.head(middle).realtimeMicros() < sinceMicros) {
          low = middle + 1;
        } else {
          high = middle;
        }
      } catch (Damage _) {
        // Look further in front, which at worst reads too much.
        high = middle;
      } catch (JournalFile.ChainBroken _) {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The end. That of a volatile journal is kept in mind as if all of it had been read, because
   * journald writes all of it again when it moves it to the disk.
   */
  static long end(FollowedFile file, JournalFile open, Progress progress) throws IOException {
    if (file.isVolatile()) {
      noteEnd(file, open, progress);
    }
    return file.entries();
  }

  private static void noteEnd(FollowedFile file, JournalFile open, Progress progress)
      throws IOException {
    long first = Math.max(0, file.entries() - MAX_AT_ONCE);
    for (long index = first; index < file.entries(); index++) {
      try {
        EntryHead head = open.head(index);
        progress.readVolatile(file.folderName(), head);
      } catch (Damage | JournalFile.ChainBroken _) {
        // The others tell as well how far it goes.
      }
    }
  }
}

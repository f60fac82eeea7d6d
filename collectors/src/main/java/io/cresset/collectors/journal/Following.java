package io.cresset.collectors.journal;

import io.cresset.api.Time;
import io.cresset.collectors.journal.JournalCounts.FileState;
import io.cresset.collectors.journal.JournalCounts.Reason;
import io.cresset.collectors.journal.JournalFolders.Candidate;
import io.cresset.collectors.journal.JournalFolders.Listing;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All journal files there are, and where each of them is to be read on. Used by one thread.
 *
 * <p>New entries are found by looking at the headers of files that are written to, a few bytes
 * each, up to 50 times a second. journald's writes go through mapped memory, of which nobody is
 * told; what it does for those who watch (it sets the file's length anew) comes up to a quarter of
 * a second late and is no sooner than a look.
 */
final class Following {
  /** Folders that have not changed are listed after so long, and later if there is much in them. */
  private static final long SCAN_NANOS = 5_000_000_000L;

  private static final long SCAN_NANOS_PER_FILE = 10_000_000L;
  private static final long FOLDERS_NANOS = 1_000_000_000L;

  /** No file takes so long to become one. */
  private static final long MAKING_NANOS = 10_000_000_000L;

  private static final long QUIET_NANOS = 60_000_000_000L;

  /** Of more files than this, the quiet ones are looked at only now and then. */
  private static final int ALWAYS_LOOKED_AT = 8;

  private static final long QUIET_LOOK_NANOS = 2_000_000_000L;

  /** Listings at one look: two tell that a file is gone, and one may fall into a rename. */
  private static final int MAX_LISTINGS = 3;

  private final JournalFolders folders;
  private final OpenFiles open;
  private final Progress progress;
  private final Said said;
  private final JournalCounts counts;
  private final Time time;
  private final StartAt startAt;
  private final GonePlaces gone;

  private final Map<Id128, FollowedFile> files = new HashMap<>();
  private final Map<Path, FollowedFile> byPath = new HashMap<>();

  /**
   * Files that are no journals, and since when: one that is being made is none yet, and its time of
   * change does not tell when it is.
   */
  private Map<Path, Long> unusable = new HashMap<>();

  private boolean someInTheMaking;
  private boolean rescan;

  private Set<Path> unreadable = new HashSet<>();

  /** Files that hold what another one holds. */
  private int copies;

  private int leftOut;
  private List<FollowedFile> inOrder = List.of();
  private boolean scanned;
  private long scannedNanos;
  private long foldersNanos;
  private long quietLookNanos;

  /** Where to begin in a file of which no place is known. */
  @FunctionalInterface
  interface StartAt {
    /**
     * @param first whether this is the first look at all
     */
    long entry(FollowedFile file, JournalFile open, boolean first) throws IOException;
  }

  Following(
      JournalFolders folders,
      OpenFiles open,
      Progress progress,
      Said said,
      JournalCounts counts,
      Time time,
      StartAt startAt) {
    this.folders = folders;
    this.open = open;
    this.progress = progress;
    this.said = said;
    this.counts = counts;
    this.time = time;
    this.startAt = startAt;
    this.gone = new GonePlaces(progress);
  }

  Collection<FollowedFile> files() {
    return files.values();
  }

  /** Why entries may be missing that are in none of the files that are followed. */
  Reason whyMissing() {
    if (!unreadable.isEmpty()) {
      return Reason.UNREADABLE;
    }
    if (!unusable.isEmpty() && !someInTheMaking) {
      return Reason.UNUSABLE;
    }
    return leftOut > 0 ? Reason.LEFT_OUT : Reason.VACUUMED;
  }

  /** Whether there is nothing to read, nor anything that may not be read. */
  boolean isWithoutJournal() {
    return files.isEmpty() && unreadable.isEmpty();
  }

  /** Whether there is something, and none of it may be read. */
  boolean isRefused() {
    return files.isEmpty() && !unreadable.isEmpty();
  }

  /**
   * Looks for new entries and, if folders have changed or it is time, for new files.
   *
   * @param all at everything; after that, what was there before it is settled
   */
  void look(boolean all) throws InterruptedException {
    long now = time.monotonicNanos();
    boolean quietOnes =
        files.size() <= ALWAYS_LOOKED_AT || now - quietLookNanos >= QUIET_LOOK_NANOS;
    if (quietOnes) {
      quietLookNanos = now;
    }
    if (all) {
      files.values().forEach(FollowedFile::settle);
    }
    boolean scan = all || isScanDue(now);
    if (scan) {
      rescan = false;
      int listings = 1;
      while (!scan() && listings < MAX_LISTINGS) {
        listings++;
      }
      scanned = true;
      scannedNanos = now;
    }
    for (FollowedFile file : inOrder) {
      if (!file.isArchived()
          && !file.isGone()
          && (scan || quietOnes || now - file.changedNanos() < QUIET_NANOS)) {
        refresh(file, now);
      }
      tidy(file);
    }
    if (scan) {
      tell();
    }
  }

  private boolean isScanDue(long now) {
    long interval = SCAN_NANOS + files.size() * SCAN_NANOS_PER_FILE;
    if (!scanned || rescan || someInTheMaking || now - scannedNanos >= interval) {
      return true;
    }
    // Not at each look: while nothing happens it is what costs most.
    if (now - foldersNanos < FOLDERS_NANOS) {
      return false;
    }
    foldersNanos = now;
    return folders.haveChanged();
  }

  private void refresh(FollowedFile file, long now) throws InterruptedException {
    try {
      JournalFile opened = open.get(file);
      long before = file.entries();
      opened.refresh();
      file.reaching().over();
      if (!opened.header().fileId().equals(file.id())) {
        // Somebody has written another one in its place.
        open.close(file);
        lost(file);
        return;
      }
      boolean shorter = opened.header().entries() < before;
      file.see(opened.header(), false);
      if (shorter) {
        // Nothing that is remembered of it counts.
        open.close(file);
        verify(file, open.get(file));
      }
      // A file that was archived has a successor.
      rescan |= file.isArchived();
      if (file.entries() != before) {
        file.changed(now);
      }
    } catch (NoSuchFileException _) {
      lost(file);
    } catch (IOException e) {
      file.reaching().failed(now);
      failed(file.path(), e);
    }
  }

  /**
   * A file is not where it was; the next scan finds it, or finds it gone. Not before: of a file
   * that was renamed the place must stay known.
   */
  void lost(FollowedFile file) {
    byPath.remove(file.path(), file);
    rescan |= file.lose();
  }

  /** Lets go of what has nothing more to give. */
  private void tidy(FollowedFile file) throws InterruptedException {
    boolean wholly = file.unread() == 0;
    try {
      if (wholly && (file.isArchived() || file.isGone())) {
        open.close(file);
      }
    } catch (IOException e) {
      failed(file.path(), e);
    }
    boolean done = file.isGone() && (wholly || !open.has(file));
    if (done && files.remove(file.id(), file)) {
      byPath.remove(file.path(), file);
      progress.forget(file.id());
    }
  }

  /** Lists what there is; whether that settles what has become of every file. */
  private boolean scan() throws InterruptedException {
    Listing listing = folders.list();
    Map<Path, Long> nowUnusable = new HashMap<>();
    long now = time.monotonicNanos();
    someInTheMaking = false;
    boolean vanished = !listing.complete();
    boolean failed = false;
    Set<Path> nowUnreadable = new HashSet<>(listing.refused().keySet());
    listing.refused().forEach((path, why) -> said.unreadable(path, why));
    Set<FollowedFile> found = new HashSet<>();
    int nowCopies = 0;
    for (Candidate each : listing.files()) {
      FollowedFile known = byPath.get(each.path());
      if (known != null && known.is(each)) {
        known.found(each);
        found.add(known);
        continue;
      }
      try {
        Optional<FollowedFile> followed = follow(each, listing);
        followed.ifPresent(found::add);
        nowCopies += followed.isEmpty() ? 1 : 0;
      } catch (AccessDeniedException e) {
        nowUnreadable.add(each.path());
        said.unreadable(each.path(), e);
      } catch (NoSuchFileException _) {
        // Renamed or removed in between.
        vanished = true;
      } catch (Damage e) {
        long since = unusable.getOrDefault(each.path(), now);
        nowUnusable.put(each.path(), since);
        if (now - since >= MAKING_NANOS) {
          said.unusable(each.path(), e);
        } else {
          someInTheMaking = true;
        }
      } catch (IOException e) {
        failed = true;
        failed(each.path(), e);
      }
    }
    unusable = nowUnusable;
    copies = nowCopies;
    leftOut = listing.tooMany();
    unreadable = nowUnreadable;
    boolean settled = !vanished;
    if (!vanished && !failed) {
      settled = absent(listing, found);
      boolean allFollowed = unusable.isEmpty() && unreadable.isEmpty() && listing.tooMany() == 0;
      settled &= gone.forget(listing, files, allFollowed);
    }
    inOrder = new ArrayList<>(files.values());
    // Volatile ones last: then of whatever is seen on the disk the original is seen, too.
    inOrder.sort(Comparator.comparing(FollowedFile::isVolatile));
    said.tooMany(listing.tooMany());
    return settled;
  }

  /** Marks what is not in a complete listing; whether what is not is gone for certain. */
  private boolean absent(Listing listing, Set<FollowedFile> found) {
    boolean certain = true;
    for (FollowedFile file : files.values()) {
      boolean told = listing.wouldHave(String.valueOf(file.path().getParent()));
      if (!found.contains(file) && (told || (file.isLost() && listing.tooMany() > 0))) {
        certain &= file.absent();
      }
    }
    return certain;
  }

  /** Empty if it holds what another one holds. */
  private Optional<FollowedFile> follow(Candidate each, Listing listing) throws IOException {
    boolean first = !scanned;
    try (JournalFile opened = open.openAnew(each.path())) {
      FileHeader header = opened.header();
      if (header.unknownFlags() != 0) {
        throw new Damage("flags of a later version of systemd", 12);
      }
      FollowedFile known = files.get(header.fileId());
      if (known != null) {
        if (listing.files().stream().anyMatch(known::is) && header.entries() <= known.entries()) {
          if (!known.is(each)) {
            return Optional.empty();
          }
          known.found(each);
          byPath.put(each.path(), known);
          return Optional.of(known);
        }
        open.close(known);
        byPath.remove(known.path(), known);
        known.found(each);
        known.see(header, each.leftBehind());
        verify(known, opened);
        byPath.put(each.path(), known);
        return Optional.of(known);
      }
      Place.InFile place = progress.files().get(header.fileId());
      FollowedFile file =
          new FollowedFile(each, header, place == null ? Place.InFile.NOWHERE : place);
      if (place == null) {
        file.seek(startAt.entry(file, opened, first));
        progress.touch(file);
      } else {
        verify(file, opened);
      }
      files.put(file.id(), file);
      byPath.put(each.path(), file);
      file.changed(time.monotonicNanos());
      return Optional.of(file);
    }
  }

  /** A file may be put back from a copy, which goes on differently. */
  private void verify(FollowedFile file, JournalFile opened) throws IOException {
    if (!file.isAsItWasRead(opened)) {
      said.isAnother(file.path());
      file.restart();
      progress.touch(file);
    }
  }

  /** Reading a file has failed; it is tried again at the next look. */
  void failed(Path path, IOException why) throws InterruptedException {
    if (why instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
    if (!(why instanceof NoSuchFileException)) {
      said.failed(path, why);
    }
  }

  /** Sets the gauges. */
  void tell() {
    counts.files(FileState.FOLLOWED, files.size());
    counts.files(FileState.OPEN, open.size());
    counts.files(FileState.UNREADABLE, unreadable.size());
    counts.files(FileState.UNUSABLE, unusable.size() + copies);
    counts.files(FileState.LEFT_OUT, leftOut);
    counts.unread(files.values().stream().mapToLong(FollowedFile::unread).sum());
  }
}

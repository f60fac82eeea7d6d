package io.cresset.collectors.journal;

import io.cresset.collectors.journal.JournalEntry.EntryHead;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One journal file, and how far it has been read. Used by one thread. */
final class FollowedFile {
  private final Id128 id;
  private final boolean inMemory;

  /** A file without entries may yet get another. */
  private Id128 seqnumId;

  private Path path;
  private Object key;
  private boolean archived;
  private boolean gone;
  private boolean lost;
  private int absences;

  /** Entries that can be read, now and when all files were looked at the time before. */
  private long entries;

  private long settled;
  private long tailSeqnum;

  private long index;
  private int pieces;
  private long seqnum;
  private long xorHash;
  private @Nullable EntryHead head;

  /** Entries that were there at a moment, and those that have been there for long. */
  private long marked;

  private long old;
  private long markedNanos;
  private boolean marking;

  private final Trouble reaching = new Trouble();
  private final Trouble reading = new Trouble();
  private long changedNanos;

  /**
   * @param place where reading goes on
   */
  FollowedFile(JournalFolders.Candidate found, FileHeader header, Place.InFile place) {
    this.id = header.fileId();
    this.seqnumId = header.seqnumId();
    this.path = found.path();
    this.inMemory = found.path().toString().contains("/run/log/journal/");
    this.key = found.key();
    this.index = place.entries();
    this.pieces = place.pieces();
    this.seqnum = place.seqnum();
    this.xorHash = place.xorHash();
    see(header, found.leftBehind());
  }

  Id128 id() {
    return id;
  }

  Id128 seqnumId() {
    return seqnumId;
  }

  Path path() {
    return path;
  }

  /** The folder's name, which a volatile and a persistent journal of one machine share. */
  String folderName() {
    Path folder = path.getParent();
    return folder == null ? "" : String.valueOf(folder.getFileName());
  }

  /** Whether it lies where journald keeps what does not outlive the machine's next start. */
  boolean isVolatile() {
    return inMemory;
  }

  boolean is(JournalFolders.Candidate found) {
    return path.equals(found.path()) && key.equals(found.key());
  }

  /** It was found, perhaps under another name. */
  void found(JournalFolders.Candidate at) {
    path = at.path();
    key = at.key();
    gone = false;
    lost = false;
    absences = 0;
    archived = archived || at.leftBehind();
  }

  /**
   * It could not be opened where it was: renamed or removed, as the next listing tells.
   *
   * @return whether that is news
   */
  boolean lose() {
    boolean news = !lost;
    lost = true;
    return news;
  }

  boolean isLost() {
    return lost;
  }

  /**
   * It is not in a complete listing. A listing made during a rename may have neither name, so that
   * one alone says nothing.
   *
   * @return whether it is gone, which two in a row tell
   */
  boolean absent() {
    absences++;
    gone |= absences > 1;
    return gone;
  }

  boolean isGone() {
    return gone;
  }

  /** The header as it is now. */
  void see(FileHeader header, boolean leftBehind) {
    archived = leftBehind || header.archived();
    seqnumId = header.seqnumId();
    entries = header.entries();
    settled = Math.min(settled, entries);
    tailSeqnum = header.tailSeqnum();
  }

  /** Whether the last entry that was read is where it was, as far as that can be told. */
  boolean isAsItWasRead(JournalFile file) throws IOException {
    if (index > entries) {
      return false;
    }
    if (index == 0 || xorHash == 0) {
      return true;
    }
    try {
      return file.head(index - 1).xorHash() == xorHash;
    } catch (Damage | JournalFile.ChainBroken _) {
      // What was read may be damaged since; what may not be read twice is not read again for that.
      return true;
    }
  }

  /** It is another file under the same id: nothing is read of it. */
  void restart() {
    seqnum = 0;
    xorHash = 0;
    marked = 0;
    old = 0;
    seek(0);
  }

  boolean isArchived() {
    return archived;
  }

  /** All files are being looked at: what was there before them is settled. */
  void settle() {
    settled = entries;
  }

  /** Whether the next entry was there before all files were last looked at. */
  boolean isSettled() {
    return index < settled;
  }

  long entries() {
    return entries;
  }

  long unread() {
    return Math.max(0, entries - index);
  }

  long index() {
    return index;
  }

  int pieces() {
    return pieces;
  }

  long changedNanos() {
    return changedNanos;
  }

  void changed(long nowNanos) {
    changedNanos = nowNanos;
  }

  Place.InFile place() {
    return new Place.InFile(index, pieces, seqnum, xorHash, String.valueOf(path.getParent()));
  }

  /** Goes to another entry, of which nothing is read yet. */
  void seek(long to) {
    index = to;
    pieces = 0;
    head = null;
  }

  /** A part of the next entry was read. */
  void readPieces(int number) {
    pieces = number;
  }

  /** The next entry was read. */
  void read(EntryHead entry) {
    seqnum = isInLine(entry) ? entry.seqnum() : seqnum + 1;
    xorHash = entry.xorHash();
    reading.over();
    seek(index + 1);
  }

  /** The front of the next entry, if it has been looked at. */
  @Nullable EntryHead head() {
    return head;
  }

  /**
   * The number by which the next entry is put in order: its own, unless it is out of line, as a
   * damaged one is.
   */
  long order() {
    EntryHead next = head;
    if (next == null) {
      return seqnum + 1;
    }
    return isInLine(next) ? next.seqnum() : seqnum + 1;
  }

  /** Whether the next entry's number may be one: numbers of a file rise, up to its last. */
  boolean isInLine(EntryHead next) {
    return next.seqnum() > seqnum && next.seqnum() <= tailSeqnum;
  }

  /** What became of a look at the next entry. */
  enum Look {
    READY,
    /** There is none yet. */
    NONE,
    /** It cannot be read, and it is too early to say that it never will. */
    WAIT,
    /** It cannot be read; {@link #skip} passes over it. */
    DAMAGED,
    /** Neither can those behind it. */
    CHAIN_BROKEN
  }

  /**
   * Looks at the next entry.
   *
   * @param patienceNanos for so long, and at most twice as long, an entry that cannot be read may
   *     be one that is being written
   */
  Look look(JournalFile file, long nowNanos, long patienceNanos) throws IOException {
    if (head != null) {
      return Look.READY;
    }
    if (unread() == 0) {
      return Look.NONE;
    }
    mark(nowNanos, patienceNanos);
    boolean chain;
    try {
      head = file.head(index);
      return Look.READY;
    } catch (JournalFile.ChainBroken _) {
      chain = true;
    } catch (Damage _) {
      chain = false;
    }
    boolean mayBeInWriting = !archived && !gone && !isSettled() && index >= old;
    if (mayBeInWriting && patienceNanos > 0) {
      return Look.WAIT;
    }
    return chain ? Look.CHAIN_BROKEN : Look.DAMAGED;
  }

  /** Notes how many entries there are, so that it is known later which are old. */
  private void mark(long nowNanos, long patienceNanos) {
    if (!marking || nowNanos - markedNanos >= patienceNanos) {
      marking = true;
      old = marked;
      marked = entries;
      markedNanos = nowNanos;
    }
  }

  /** Opening it, or looking at its header. */
  Trouble reaching() {
    return reaching;
  }

  /** Reading entries, for another reason than what they hold. Over when one was read. */
  Trouble reading() {
    return reading;
  }

  /** Whether it has or may have entries that cannot be read just now. */
  boolean isInTrouble() {
    return reaching.isFailing() || reading.isFailing();
  }

  /** Whether what is missing may yet come from it. */
  boolean isWorthWaitingFor(long nowNanos) {
    return reaching.isShort(nowNanos) || reading.isShort(nowNanos);
  }

  /** Passes over an entry that cannot be read, and by which the place cannot be verified. */
  void skip() {
    xorHash = 0;
    seek(index + 1);
  }

  /**
   * Passes over all the rest.
   *
   * @return how many entries that are
   */
  long giveUp() {
    long lost = entries - index;
    xorHash = 0;
    seek(entries);
    return lost;
  }
}

package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log's folder as it lay on the disk at one moment, for reading: nothing is written, locked, cut
 * or deleted, so it may be somebody's who runs. It is read as a start would read it, with what a
 * start would make of damage; of a log that runs it knows what was in the files, which the program
 * is a second ahead of.
 *
 * <p>Its memory is the list of segments and the positions. Used by one thread.
 */
public final class StoredLog {
  private static final int TRIES = 5;

  private final Disk disk;
  private final Path folder;
  private final Signal signal;
  private final Recovered found;
  private final List<StoredSegment> segments = new ArrayList<>();
  private final LogStatus status;

  private StoredLog(Disk disk, Path folder, Signal signal, Recovered found) {
    this.disk = disk;
    this.folder = folder;
    this.signal = signal;
    this.found = found;
    // With all bytes that lie there: those of a torn tail are somebody's to look at.
    long[] bytes = found.segments().stream().mapToLong(segment -> segment.bytes).toArray();
    if (!found.segments().isEmpty()) {
      Segment last = found.segments().getLast();
      last.bytes -= found.tornBytes();
      last.extendTo(found.end());
    }
    Ledger ledger = found.ledger(found.logId().orElseGet(() -> new UUID(0, 0)), found.epoch());
    ReentrantLock lock = new ReentrantLock();
    for (SinkAccount account : found.replay().state().sinks()) {
      ledger.restore(account, 0, lock.newCondition());
    }
    this.status = ledger.status(LogStatus.State.OK, "", 0);
    for (int i = 0; i < bytes.length; i++) {
      segments.add(StoredSegment.of(found.segments().get(i), bytes[i]));
    }
  }

  /**
   * Reads what a folder holds of the log of a signal.
   *
   * @throws LogFolderUnavailable if it cannot be read
   */
  public static StoredLog read(Disk disk, Path folder, Signal signal) throws LogFolderUnavailable {
    try {
      for (int again = TRIES; again > 1; again--) {
        Optional<StoredLog> read = tryToRead(disk, folder, signal);
        if (read.isPresent()) {
          return read.get();
        }
      }
      return new StoredLog(disk, folder, signal, recovered(disk, folder, signal));
    } catch (IOException e) {
      throw new LogFolderUnavailable(
          "the folder " + folder + " cannot be read: " + FolderLock.reason(e),
          "Read it as the user that it belongs to.",
          e);
    }
  }

  /** Empty if files came or went meanwhile, so that it may be no moment's picture. */
  private static Optional<StoredLog> tryToRead(Disk disk, Path folder, Signal signal)
      throws IOException {
    List<String> before = names(disk, folder);
    Recovered found;
    try {
      found = recovered(disk, folder, signal);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    return before.equals(names(disk, folder))
        ? Optional.of(new StoredLog(disk, folder, signal, found))
        : Optional.empty();
  }

  private static Recovered recovered(Disk disk, Path folder, Signal signal) throws IOException {
    return Recovered.read(disk, folder, signal, LogLimits.defaults(), new NoLogger());
  }

  private static List<String> names(Disk disk, Path folder) throws IOException {
    List<String> names = new ArrayList<>(disk.list(folder));
    Collections.sort(names);
    return names;
  }

  public Signal signal() {
    return signal;
  }

  /**
   * What it is called where it is spoken of: as its folder is, {@code logs} or {@code rejected}.
   */
  public String name() {
    return name(folder);
  }

  static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  public Path folder() {
    return folder;
  }

  /** Which log it is; empty if the folder holds nothing of one. */
  public Optional<UUID> logId() {
    return found.logId();
  }

  /** Its segments, oldest first. */
  public List<StoredSegment> segments() {
    return List.copyOf(segments);
  }

  /** What a start would find now: the sinks' accounts as they were noted last. */
  public LogStatus status() {
    return status;
  }

  /** Where the sources are in what they read, by key. */
  public Map<String, ByteSlice> positions() {
    return new TreeMap<>(found.replay().positions());
  }

  /** Names of files in the folder that are not part of the log. */
  public List<String> foreign() {
    return List.copyOf(found.files().ignored());
  }

  /** Names of segments that begin with another record than their name says. */
  public List<String> misnamed() {
    return found.files().found().stream()
        .filter(
            each -> !SegmentName.firstNumber(each.name()).equals(Optional.of(each.firstNumber())))
        .map(SegmentFiles.Found::name)
        .toList();
  }

  /** Segments that this program cannot read, each with the reason. */
  public List<String> unreadable() {
    return List.copyOf(found.files().unknown());
  }

  /** Files of which newer segments supersede every record. */
  public List<String> superseded() {
    return List.copyOf(found.superseded());
  }

  /** What a start would say about the state: empty if it is whole. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (segments.isEmpty()) {
      return findings;
    }
    Replay replay = found.replay();
    if (replay.positionsWentBack()) {
      findings.add(
          "what was taken last before a crash is incomplete: sources are read again from before"
              + " it");
    }
    if (!replay.hasSnapshot()) {
      findings.add("the state is damaged: sources start at their oldest records again");
    }
    if (!replay.sinksAreKnown()) {
      findings.add(
          "the progress of the sinks is damaged: one that is not known any more starts at the"
              + " oldest record");
    }
    for (SinkAccount sink : replay.state().sinks()) {
      if (sink.cursor() < status.start()) {
        findings.add(
            "records %d to %d, which %s has not had, are not here any more"
                .formatted(sink.cursor(), status.start() - 1, sink.sink()));
      }
    }
    return findings;
  }

  /**
   * Reads segments from front to back, frame by frame, up to where they ended at the moment of
   * {@link #read}. One frame is held at a time.
   *
   * @param from segments that end below this record number are left out
   */
  public void walk(long from, StoredLogVisitor visitor) {
    StoredLogWalk walk = new StoredLogWalk(disk, folder, visitor);
    for (int i = 0; i < segments.size() && !walk.stopped(); i++) {
      boolean isLast = i == segments.size() - 1;
      long end = segments.get(i).endNumber();
      if (isLast || end >= from) {
        walk.walk(segments.get(i), found.segments().get(i).id, isLast ? Long.MAX_VALUE : end);
      }
    }
    if (!segments.isEmpty()) {
      walk.taken(segments.getLast(), status.end());
    }
  }

  /** The first records of a segment; empty if it holds none that are intact. */
  public Optional<StoredLogVisitor.Records> first(StoredSegment segment) {
    First first = new First();
    int index = segments.indexOf(segment);
    new StoredLogWalk(disk, folder, first)
        .walk(segment, found.segments().get(index).id, segment.endNumber());
    return first.records;
  }

  private static final class First implements StoredLogVisitor {
    private Optional<Records> records = Optional.empty();

    @Override
    public boolean records(Records found) {
      records = Optional.of(found);
      return false;
    }

    @Override
    public void damage(Damage damage) {}
  }

  /** What there is to say is asked for, and not told to a log. */
  private static final class NoLogger implements Logger {
    @Override
    public String getName() {
      return "none";
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {}

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {}
  }
}

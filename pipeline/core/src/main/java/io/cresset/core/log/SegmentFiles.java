package io.cresset.core.log;

import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameScanner.End;
import io.cresset.core.log.FrameScanner.Fault;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.FrameScanner.Unreadable;
import io.cresset.core.log.SegmentHeader.SegmentId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Looks through a folder for the segments of one log, and says what else is there. */
final class SegmentFiles {

  /** A file that is a segment of the log. */
  record Found(String name, SegmentId id, long firstNumber, long createdUnixNanos, long size) {}

  private final Disk disk;
  private final Path folder;
  private final Signal signal;
  private final Logger logger;
  private final List<Found> found = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /** Of those ignored: what holds no header and no frame, but is called as a segment is. */
  private final List<String> hollow = new ArrayList<>();

  /** Segments of versions to come, whose headers this program reads and no more. */
  private final List<Found> future = new ArrayList<>();

  private long numbersTakenUpTo;

  /** Files that may be segments of any opening and sequence. */
  private int unreadable;

  private SegmentFiles(Disk disk, Path folder, Signal signal, Logger logger) {
    this.disk = disk;
    this.folder = folder;
    this.signal = signal;
    this.logger = logger;
  }

  /**
   * @throws IOException if the folder cannot be listed; a file that cannot be read is said and left
   */
  static SegmentFiles read(Disk disk, Path folder, Signal signal, Logger logger)
      throws IOException {
    SegmentFiles files = new SegmentFiles(disk, folder, signal, logger);
    List<String> names = new ArrayList<>(disk.list(folder));
    names.sort(Comparator.naturalOrder());
    for (String name : names) {
      Optional<Long> number = SegmentName.firstNumber(name);
      if (number.isPresent()) {
        files.look(name, number.get());
      } else {
        files.ignored.add(name);
      }
    }
    files.keepOneLog();
    files.look(files.future);
    return files;
  }

  /** In the order in which they were made. */
  List<Found> found() {
    return found;
  }

  /** Files that are not part of the log: of another name, another log or another signal. */
  List<String> ignored() {
    return ignored;
  }

  /**
   * Files of a segment's name in which nothing of one is, as a write leaves them that has failed:
   * who builds on what was found builds on their being so.
   */
  List<String> hollow() {
    return hollow;
  }

  /** Segments that this program cannot read, each with the reason. */
  List<String> unknown() {
    return unknown;
  }

  /** Numbers below this may belong to records in files that this program cannot read. */
  long numbersTakenUpTo() {
    return numbersTakenUpTo;
  }

  /** Which log it is, by what can be read of it; empty for an empty folder. */
  Optional<UUID> logId() {
    return Stream.concat(found.stream(), future.stream())
        .map(each -> each.id().logId())
        .findFirst();
  }

  /** No opening that wrote any of it was newer; 0 for an empty folder. */
  int newestEpoch() {
    return newest(SegmentId::epoch);
  }

  /** No segment has a higher sequence; 0 for an empty folder. */
  int newestSequence() {
    return newest(SegmentId::sequence);
  }

  private int newest(ToIntFunction<SegmentId> what) {
    // Those that cannot be read may be the newest ones, made one after the other.
    return Stream.concat(found.stream(), future.stream())
            .map(Found::id)
            .mapToInt(what)
            .max()
            .orElse(0)
        + unreadable;
  }

  private void look(String name, long number) {
    try (DiskFile file = disk.open(folder.resolve(name), false)) {
      long size = file.size();
      Optional<SegmentHeader> header = header(file);
      if (header.isEmpty()) {
        byFirstFrame(name, number, file, size);
      } else {
        SegmentHeader intact = header.get();
        Found segment =
            new Found(name, intact.id(), intact.firstNumber(), intact.createdUnixNanos(), size);
        if (intact.signal().isPresent() && !intact.signal().equals(Optional.of(signal))) {
          ignored.add(name);
        } else if (intact.version() != SegmentHeader.VERSION) {
          future(segment, intact.version());
        } else if (intact.signal().isEmpty()) {
          ignored.add(name);
        } else {
          found.add(segment);
        }
      }
    } catch (NoSuchFileException _) {
      // Only who reads beside a running log meets one that goes: no sink needed it any more.
      return;
    } catch (IOException e) {
      unreadable(name, e);
      numbersTakenUpTo = Math.max(numbersTakenUpTo, number);
    }
  }

  private void unreadable(String name, IOException cause) {
    unknown.add(name + " (" + FolderLock.reason(cause) + ")");
    unreadable++;
  }

  /** A segment of the log, as its header says, turns out to give nothing else. */
  void leave(String name, IOException cause) {
    found.removeIf(each -> each.name().equals(name));
    unreadable(name, cause);
  }

  /** Empty if it is damaged or cannot be read. */
  private static Optional<SegmentHeader> header(DiskFile file) {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    try {
      file.read(0, bytes);
    } catch (IOException _) {
      return Optional.empty();
    }
    return SegmentHeader.read(bytes.flip());
  }

  /** A segment whose header is damaged, if it is one; every frame repeats what that said. */
  private void byFirstFrame(String name, long number, DiskFile file, long size) throws IOException {
    FrameScanner scanner =
        new FrameScanner(file, Optional.empty(), SegmentHeader.BYTES, number).withoutRecords();
    FrameScanner.Found next = scanner.next(size);
    while (next instanceof Unreadable bad && bad.why() != Fault.UNKNOWN_VERSION) {
      next = scanner.next(size);
    }
    switch (next) {
      case Frame frame -> {
        logger.log(
            Level.WARNING,
            "{0}: its header is damaged, its frames tell the rest",
            folder.resolve(name));
        FrameHeader header = frame.header();
        // The name may be of a file whose first bytes were never written, and the frame what lay in
        // its sectors before. Of a segment that begins at that number and was synced since, as the
        // frame then says, a power cut takes no header.
        long first = header.durableEnd() > number ? header.firstNumber() : number;
        found.add(new Found(name, header.segment(), first, header.takenUnixNanos(), size));
      }
      case Unreadable bad -> {
        FrameHeader header = bad.header().orElseThrow();
        long made = header.takenUnixNanos();
        future(new Found(name, header.segment(), number, made, size), header.version());
      }
      case End _ -> {
        ignored.add(name);
        hollow.add(name);
      }
    }
  }

  private void future(Found segment, int version) {
    unknown.add(segment.name() + " (version " + version + ")");
    future.add(segment);
  }

  /** Which numbers are taken by segments of versions to come: their frames' headers say it. */
  private void look(List<Found> segments) {
    Optional<UUID> ours = logId();
    segments.removeIf(each -> !ours.equals(Optional.of(each.id().logId())));
    segments.sort(Comparator.comparingInt(each -> each.id().sequence()));
    if (segments.isEmpty()) {
      return;
    }
    // The numbers of all but the last end where the next begin.
    Found last = segments.getLast();
    try (DiskFile file = disk.open(folder.resolve(last.name()), false)) {
      FrameScanner scanner =
          new FrameScanner(file, Optional.of(last.id()), SegmentHeader.BYTES, last.firstNumber());
      for (var next = scanner.next(last.size());
          !(next instanceof End);
          next = scanner.next(last.size())) {
        numbersTakenUpTo = Math.max(numbersTakenUpTo, scanner.expected());
      }
    } catch (IOException _) {
      numbersTakenUpTo = Math.max(numbersTakenUpTo, last.firstNumber());
    }
  }

  /** Files of another log, which somebody put here, are not touched; the one with most is ours. */
  private void keepOneLog() {
    Map<UUID, Integer> count = new HashMap<>();
    found.forEach(each -> count.merge(each.id().logId(), 1, Integer::sum));
    Optional<UUID> ours =
        found.stream()
            .max(
                Comparator.comparing((Found each) -> count.get(each.id().logId()))
                    .thenComparing(each -> each.id().epoch()))
            .map(each -> each.id().logId());
    found.sort(Comparator.comparingInt(each -> each.id().sequence()));
    Set<Integer> sequences = new HashSet<>();
    found.removeIf(
        each -> {
          boolean other =
              !ours.equals(Optional.of(each.id().logId())) || !sequences.add(each.id().sequence());
          if (other) {
            ignored.add(each.name());
          }
          return other;
        });
  }

  /** Says what there is besides segments that can be read. */
  void tell() {
    if (!ignored.isEmpty()) {
      logger.log(
          Level.WARNING,
          "{0}: not part of this log and ignored: {1}",
          folder,
          String.join(", ", ignored));
    }
    if (!unknown.isEmpty()) {
      logger.log(
          Level.WARNING,
          "{0}: left alone, because this program cannot read them: {1}; what they hold is not"
              + " delivered by it",
          folder,
          String.join(", ", unknown));
    }
  }
}

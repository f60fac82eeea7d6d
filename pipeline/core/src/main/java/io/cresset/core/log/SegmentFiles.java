package io.cresset.core.log;

import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameScanner.End;
import io.cresset.core.log.FrameScanner.Frame;
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
  private long numbersTakenUpTo;

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
    files.tell();
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

  /** Segments that this program cannot read, each with the reason. */
  List<String> unknown() {
    return unknown;
  }

  /**
   * Numbers below this may belong to records in files that this program cannot read; a record takes
   * at least one byte.
   */
  long numbersTakenUpTo() {
    return numbersTakenUpTo;
  }

  private void look(String name, long number) {
    try (DiskFile file = disk.open(folder.resolve(name), false)) {
      long size = file.size();
      ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
      file.read(0, bytes);
      Optional<SegmentHeader> header = SegmentHeader.read(bytes.flip());
      if (header.isEmpty()) {
        Optional<Found> byFrame = byFirstFrame(name, number, file, size);
        byFrame.ifPresentOrElse(found::add, () -> ignored.add(name));
      } else if (header.get().version() != SegmentHeader.VERSION) {
        unknown.add(name + " (version " + header.get().version() + ")");
        numbersTakenUpTo = Math.max(numbersTakenUpTo, header.get().firstNumber() + size);
      } else if (header.get().signal() != signal) {
        ignored.add(name);
      } else {
        SegmentHeader intact = header.get();
        found.add(
            new Found(name, intact.id(), intact.firstNumber(), intact.createdUnixNanos(), size));
      }
    } catch (NoSuchFileException _) {
      // Only who reads beside a running log meets one that goes: no sink needed it any more.
      return;
    } catch (IOException e) {
      unknown.add(name + " (" + FolderLock.reason(e) + ")");
      numbersTakenUpTo = Math.max(numbersTakenUpTo, number);
    }
  }

  /** A segment whose header is damaged; every frame repeats what it said. */
  private Optional<Found> byFirstFrame(String name, long number, DiskFile file, long size)
      throws IOException {
    FrameScanner scanner = new FrameScanner(file, Optional.empty(), SegmentHeader.BYTES, number);
    while (true) {
      FrameScanner.Found next = scanner.next(size);
      if (next instanceof Frame frame) {
        logger.log(
            Level.WARNING,
            "{0}: its header is damaged, its frames tell the rest",
            folder.resolve(name));
        FrameHeader header = frame.header();
        return Optional.of(
            new Found(name, header.segment(), number, header.takenUnixNanos(), size));
      }
      if (next instanceof End) {
        return Optional.empty();
      }
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

  private void tell() {
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

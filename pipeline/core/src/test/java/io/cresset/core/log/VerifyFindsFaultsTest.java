package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.StoredLogVisitor.Damage;
import io.cresset.core.log.StoredLogVisitor.Leftover;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Does one thing to a folder in which all is well and durable, and asks whether it is said where.
 * What cannot be seen is that which leaves a folder as it may once have been: frames taken off the
 * very end, and those that hold no record and whose state a later snapshot replaces.
 */
class VerifyFindsFaultsTest {
  private static final int SEEDS = Integer.getInteger("cresset.verify.seeds", 1000);

  private enum Fault {
    FLIP,
    ZERO,
    CUT,
    GROW,
    DELETE,
    EMPTY,
    FUTURE,
    SWAP,
    COPY,
    FOREIGN
  }

  /** Everything that is said of a folder. */
  private static final class Said {
    final List<Damage> damages = new ArrayList<>();
    final List<Leftover> leftovers = new ArrayList<>();
    final List<String> files = new ArrayList<>();
    final StoredLog log;
    final StoredLogCheck.Result result;

    Said(Disk disk) throws Exception {
      log = StoredLog.read(disk, OpenedLog.FOLDER, Signal.LOGS);
      result = new StoredLogCheck(log, damages::add, leftovers::add).run();
      log.unreadable().forEach(name -> files.add(name.split(" ", 2)[0]));
      files.addAll(log.foreign());
      files.addAll(log.misnamed());
      files.addAll(log.superseded());
    }

    boolean names(Path file) {
      return files.contains(name(file));
    }

    /**
     * Whether something is said of bytes from one offset of a file to another, or right at them.
     */
    boolean names(Path file, long from, long to) {
      return names(file)
          || damages.stream()
              .anyMatch(d -> d.file().equals(name(file)) && d.from() <= to && from <= d.to())
          || leftovers.stream()
              .anyMatch(l -> l.file().equals(name(file)) && l.from() <= to && from <= l.to());
    }

    @Override
    public String toString() {
      return damages + " " + leftovers + " " + files + " " + log.findings();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The folder before anything was done to it. */
  private static final class Whole {
    final MemoryDisk disk;
    final Said said;
    final SplittableRandom dice;

    Whole(SplittableRandom dice) throws Exception {
      this.dice = dice;
      disk = LogFolders.ofSeveralOpenings(dice);
      said = new Said(disk);
      assertThat(said.result.isGood()).isTrue();
      assertThat(said.damages).isEmpty();
    }

    Path anyFile() {
      return disk.files().get(dice.nextInt(disk.files().size()));
    }

    Optional<StoredSegment> segment(Path file) {
      return said.log.segments().stream().filter(s -> s.name().equals(name(file))).findFirst();
    }

    boolean isNewest(Path file) {
      return said.log.segments().getLast().name().equals(name(file));
    }

    /** Where the frames of a segment begin, of those that count and of those that hold records. */
    List<Long> frames(Path file, boolean withRecords) throws Exception {
      byte[] bytes = disk.bytes(file);
      FrameScanner scanner =
          new FrameScanner(
              disk.open(file, false),
              Optional.empty(),
              SegmentHeader.BYTES,
              SegmentHeader.read(ByteBuffer.wrap(bytes)).orElseThrow().firstNumber());
      long limit = isNewest(file) ? Long.MAX_VALUE : segment(file).orElseThrow().endNumber();
      List<Long> offsets = new ArrayList<>();
      while (scanner.next(bytes.length) instanceof Frame frame
          && frame.header().endNumber() <= limit) {
        if (!withRecords || frame.header().recordCount() > 0) {
          offsets.add((long) frame.header().offset());
        }
      }
      return offsets;
    }

    /** Whether to cut a file there leaves nothing that tells. */
    boolean isSeamless(Path file, long size) throws Exception {
      if (segment(file).isEmpty()) {
        return true;
      }
      byte[] bytes = disk.bytes(file);
      boolean between =
          size == SegmentHeader.BYTES
              || size == bytes.length
              || frames(file, false).contains(size)
              || said.names(file, size, size);
      boolean noRecord = frames(file, true).stream().allMatch(offset -> offset < size);
      return between && (isNewest(file) || noRecord);
    }
  }

  private static void assertSaid(Said said, boolean names, String what) {
    assertThat(names).as("%s is said: %s", what, said).isTrue();
  }

  /** How often each fault was seen. */
  private final Map<Fault, Integer> seen = new EnumMap<>(Fault.class);

  @Test
  void whateverIsDoneToAFolderIsSaidAndWhere() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Fault fault = Fault.values()[seed % Fault.values().length];
      try {
        if (run(fault, new Whole(new SplittableRandom(seed)))) {
          seen.merge(fault, 1, Integer::sum);
        }
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed + ", " + fault, e);
      }
    }
    int each = SEEDS / Fault.values().length;
    assertThat(seen.values()).as("%s", seen).allMatch(count -> count > each / 2);
  }

  /** False if what was done cannot be seen, by what is known of the folder before. */
  private boolean run(Fault fault, Whole whole) throws Exception {
    SplittableRandom dice = whole.dice;
    MemoryDisk disk = whole.disk;
    Path file = whole.anyFile();
    byte[] before = disk.bytes(file);
    byte[] after = before.clone();
    return switch (fault) {
      case FLIP -> {
        int at = dice.nextInt(before.length);
        disk.flip(file, at, dice.nextInt(8));
        yield saidOf(disk, file, at, at + 1);
      }
      case ZERO -> {
        int from = dice.nextInt(before.length);
        int to = from + 1 + dice.nextInt(before.length - from);
        Arrays.fill(after, from, to, (byte) 0);
        int first = Arrays.mismatch(before, after);
        disk.put(file, after);
        yield first >= 0 && saidOf(disk, file, first, to);
      }
      case CUT -> {
        int size = dice.nextInt(before.length);
        boolean seamless = whole.isSeamless(file, size);
        disk.put(file, Arrays.copyOf(before, size));
        yield !seamless && saidOf(disk, file, size, before.length);
      }
      case GROW -> {
        after = Arrays.copyOf(before, before.length + 1 + dice.nextInt(3000));
        for (int at = before.length; at < after.length; at++) {
          after[at] = (byte) dice.nextInt(256);
        }
        disk.put(file, after);
        yield saidOf(disk, file, before.length, after.length);
      }
      case DELETE -> deleted(whole, file);
      case EMPTY -> {
        disk.put(file, new byte[0]);
        yield saidOf(disk, file, 0, 0);
      }
      case FUTURE -> {
        ByteBuffer header = ByteBuffer.wrap(after);
        header.putInt(8, SegmentHeader.VERSION + 1 + dice.nextInt(5));
        CRC32C crc = new CRC32C();
        crc.update(after, 0, SegmentHeader.BYTES - Integer.BYTES);
        header.putInt(SegmentHeader.BYTES - Integer.BYTES, (int) crc.getValue());
        disk.put(file, after);
        yield saidOf(disk, file, 0, 0);
      }
      case SWAP -> swapped(disk, file, whole.anyFile());
      case COPY -> {
        Path copy = OpenedLog.FOLDER.resolve(SegmentName.of(dice.nextInt(300), 1_000));
        disk.put(copy, before);
        Said said = new Said(disk);
        assertSaid(said, said.names(copy) || said.names(file), "one of " + file + ", " + copy);
        yield true;
      }
      case FOREIGN -> {
        boolean isNamed = dice.nextBoolean();
        Path other =
            OpenedLog.FOLDER.resolve(isNamed ? SegmentName.of(1 + dice.nextInt(99), 9) : "core");
        disk.put(other, Arrays.copyOf(before, dice.nextInt(SegmentHeader.BYTES)));
        yield saidOf(disk, other, 0, 0);
      }
    };
  }

  private static boolean saidOf(Disk disk, Path file, long from, long to) throws Exception {
    Said said = new Said(disk);
    assertSaid(said, said.names(file, from, to), file + " from " + from + " to " + to);
    return true;
  }

  private static boolean swapped(MemoryDisk disk, Path one, Path other) throws Exception {
    byte[] bytes = disk.bytes(one);
    boolean tells =
        !SegmentName.firstNumber(name(one)).equals(SegmentName.firstNumber(name(other)));
    disk.put(one, disk.bytes(other));
    disk.put(other, bytes);
    Said said = new Said(disk);
    assertSaid(said, !tells || (said.names(one) && said.names(other)), one + " for " + other);
    assertThat(said.result.isGood()).isTrue();
    return tells;
  }

  /** The number behind what is read of a segment's records in those before it. */
  private static long again(Said said, StoredSegment gone) {
    long[] end = {0};
    said.log.walk(
        0,
        new StoredLogVisitor() {
          @Override
          public boolean records(Records records) {
            if (records.frame().firstNumber() < gone.endNumber()) {
              end[0] = records.frame().endNumber();
            }
            return true;
          }

          @Override
          public void damage(Damage damage) {}
        });
    return end[0];
  }

  /** Its records are named; of the oldest, as far as somebody still waits for them. */
  private static boolean deleted(Whole whole, Path file) throws Exception {
    StoredSegment gone = whole.segment(file).orElse(null);
    whole.disk.remove(file);
    if (gone == null || gone.records() == 0 || whole.isNewest(file)) {
      return false;
    }
    Said said = new Said(whole.disk);
    if (gone.equals(whole.said.log.segments().getFirst())) {
      boolean waits =
          whole.said.log.status().sinks().stream()
              .anyMatch(sink -> sink.lag() > whole.said.log.status().end() - gone.endNumber());
      assertSaid(said, !waits || !said.log.findings().isEmpty(), "records before the first");
      return waits;
    }
    // What it superseded may stand in the one before it, and counts again.
    long from = Math.max(gone.firstNumber(), again(said, gone));
    boolean named =
        from >= gone.endNumber()
            || said.damages.stream()
                .anyMatch(d -> d.firstLost() <= from && gone.endNumber() <= d.endLost());
    assertSaid(said, named, gone.toString());
    return true;
  }
}

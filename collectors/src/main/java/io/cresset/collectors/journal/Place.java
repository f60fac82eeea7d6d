package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered in the log's positions, as short texts. Files are known by the id in their
 * header, which stays when they are renamed, and each has its own place; so that what was read does
 * not depend on numbers that a journal may give twice.
 */
sealed interface Place {
  String FILE = "file/";
  String SERIES = "series/";
  String VOLATILE = "volatile/";
  String KERNEL = "kernel";
  String VERSION = "1";

  /** The position's value. */
  String text();

  default ByteSlice value() {
    return ByteSlice.of(text().getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<List<String>> words(ByteSlice value, int least) {
    String text = new String(value.array(), value.offset(), value.length(), StandardCharsets.UTF_8);
    List<String> words = List.of(text.split(" ", least));
    return words.size() == least && words.getFirst().equals(VERSION)
        ? Optional.of(words)
        : Optional.empty();
  }

  /**
   * How far a file has been read.
   *
   * @param entries that were read, or given up
   * @param pieces of the next entry that were read
   * @param seqnum of the last entry that was read; 0 if none was
   * @param xorHash of that entry
   * @param folder in which the file was
   */
  record InFile(long entries, int pieces, long seqnum, long xorHash, String folder)
      implements Place {
    private static final int MAX_FOLDER_CHARS = 1000;
    static final InFile NOWHERE = new InFile(0, 0, 0, 0, "");

    public InFile {
      if (folder.length() > MAX_FOLDER_CHARS) {
        folder = "";
      }
    }

    @Override
    public String text() {
      return "%s %d %d %d %x %s".formatted(VERSION, entries, pieces, seqnum, xorHash, folder);
    }

    /** Empty if this is nothing that we wrote. */
    static Optional<InFile> parse(ByteSlice value) {
      try {
        return words(value, 6)
            .map(
                words ->
                    new InFile(
                        Math.max(0, Long.parseLong(words.get(1))),
                        Math.max(0, Integer.parseInt(words.get(2))),
                        Long.parseLong(words.get(3)),
                        HexFormat.fromHexDigitsToLong(words.get(4)),
                        words.get(5)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }

  /**
   * How far a series of numbers has been read, which several files share.
   *
   * @param seqnum the highest that was read
   * @param damaged entries that could not be read and whose numbers are not known
   */
  record InSeries(long seqnum, long damaged) implements Place {
    @Override
    public String text() {
      return "%s %d %d".formatted(VERSION, seqnum, damaged);
    }

    static Optional<InSeries> parse(ByteSlice value) {
      try {
        return words(value, 3)
            .map(words -> new InSeries(Long.parseLong(words.get(1)), Long.parseLong(words.get(2))));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }

  /**
   * What was last read of a volatile journal. When journald moves it to the disk it writes the same
   * entries anew: to other files, under other numbers, with the same times and contents.
   *
   * @param hashes contents of the entries at just this time
   */
  record InVolatile(Id128 bootId, long monotonicMicros, List<Long> hashes) implements Place {
    private static final int MAX_HASHES = 200;

    public InVolatile {
      hashes = List.copyOf(hashes);
    }

    /** This, and an entry read after. */
    InVolatile with(JournalEntry.EntryHead head) {
      if (head.bootId().equals(bootId) && head.monotonicMicros() < monotonicMicros) {
        // Of another file beside it, which is read after it or not at all.
        return this;
      }
      if (!head.bootId().equals(bootId) || head.monotonicMicros() != monotonicMicros) {
        return new InVolatile(head.bootId(), head.monotonicMicros(), List.of(head.xorHash()));
      }
      List<Long> more = new ArrayList<>(hashes);
      more.add(head.xorHash());
      return new InVolatile(
          bootId,
          monotonicMicros,
          more.subList(Math.max(0, more.size() - MAX_HASHES), more.size()));
    }

    /** Whether an entry on the disk is one that was read from the volatile journal. */
    boolean has(JournalEntry.EntryHead head) {
      return head.bootId().equals(bootId)
          && (head.monotonicMicros() < monotonicMicros
              || (head.monotonicMicros() == monotonicMicros && hashes.contains(head.xorHash())));
    }

    @Override
    public String text() {
      StringBuilder out = new StringBuilder();
      for (long hash : hashes) {
        out.append(out.isEmpty() ? "" : ",").append(Long.toHexString(hash));
      }
      return "%s %s %d %s".formatted(VERSION, bootId, monotonicMicros, out);
    }

    static Optional<InVolatile> parse(ByteSlice value) {
      try {
        return words(value, 4)
            .map(
                words -> {
                  List<Long> hashes = new ArrayList<>();
                  for (String hash : words.get(3).split(",", -1)) {
                    hashes.add(HexFormat.fromHexDigitsToLong(hash));
                  }
                  return new InVolatile(
                      Id128.parse(words.get(1)), Long.parseLong(words.get(2)), hashes);
                });
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }

  /**
   * The last record of the kernel's log that was read.
   *
   * @param seqnum counts from 0 in each boot
   */
  record InKernel(Id128 bootId, long seqnum, long monotonicMicros) implements Place {
    @Override
    public String text() {
      return "%s %s %d %d".formatted(VERSION, bootId, seqnum, monotonicMicros);
    }

    static Optional<InKernel> parse(ByteSlice value) {
      try {
        return words(value, 4)
            .map(
                words ->
                    new InKernel(
                        Id128.parse(words.get(1)),
                        Long.parseLong(words.get(2)),
                        Long.parseLong(words.get(3))));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }
}

package io.cresset.collectors.logs.containers;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.collectors.logs.tail.Decoder;
import io.cresset.collectors.logs.tail.Outlook;
import io.cresset.collectors.logs.tail.Records;
import io.cresset.collectors.logs.tail.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the engine is to a decoder, in memory: the files of a chain, whose bytes are offered in
 * windows of any size, and a journal of what a decoder said, which a crash may cut anywhere.
 */
final class JournaledRecords implements Records {
  private final List<byte[]> files;
  private final int streams;
  private final List<Said> journal = new ArrayList<>();
  private int file;
  private long now = 1;

  /** One in so many windows is followed by the word that too much is held. */
  private int fullOften = Integer.MAX_VALUE;

  private long cutLines;

  /** Something that becomes durable as a whole: a mark, with or without a record. */
  record Said(int file, int stream, long mark, int nextPiece, List<LogRecord> records) {}

  JournaledRecords(List<byte[]> files, int streams) {
    this.files = files;
    this.streams = streams;
  }

  List<LogRecord> records() {
    return journal.stream().flatMap(said -> said.records().stream()).toList();
  }

  long cutLines() {
    return cutLines;
  }

  JournaledRecords fullOften(int oneIn) {
    fullOften = oneIn;
    return this;
  }

  int journalSize() {
    return journal.size();
  }

  /** A crash: what was said last was not durable. */
  void forgetFrom(int size) {
    journal.subList(size, journal.size()).clear();
  }

  /** Offers everything from the lowest mark on to a new decoder; until the journal is so long. */
  void read(Decoder decoder, Random dice, int largestWindow, boolean ended, int untilSize)
      throws InterruptedException {
    file = lowestFile();

    long from = lowestMark();
    while (file < files.size() && journal.size() < untilSize) {
      byte[] bytes = files.get(file);
      boolean newest = file == files.size() - 1;
      int to = (int) from;
      Outlook outlook = Outlook.GROWING;
      while (outlook != Outlook.DONE && outlook != Outlook.ENDED && journal.size() < untilSize) {
        to = Math.min(bytes.length, to + dice.nextInt(1 + largestWindow));
        to = (int) Math.min(to, from + largestWindow);
        if (to == bytes.length && dice.nextInt(3) == 0) {
          outlook = !newest ? Outlook.DONE : ended ? Outlook.ENDED : Outlook.QUIET;
        }
        // A copy at another index, since records may refer to it.
        byte[] copy = new byte[to - (int) from + 3];
        System.arraycopy(bytes, (int) from, copy, 2, to - (int) from);
        int taken =
            decoder.decode(new Window(copy, 2, copy.length - 1, from, outlook, now++), this);
        if (taken < 0 || taken > to - from) {
          throw new AssertionError("took " + taken + " of " + (to - from));
        }
        if (taken < to - from
            && (outlook == Outlook.DONE
                || outlook == Outlook.ENDED
                || (taken == 0 && to - from >= largestWindow))) {
          throw new AssertionError("left " + (to - from - taken) + " at " + outlook);
        }
        from += taken;
        if (dice.nextInt(fullOften) == 0) {
          int _ = decoder.decode(new Window(copy, 1, 1, from, Outlook.FULL, now++), this);
          if (decoder.pendingBytes() > 0) {
            throw new AssertionError("it still holds " + decoder.pendingBytes());
          }
        }
        if (outlook == Outlook.QUIET) {
          return;
        }
      }
      file++;
      from = 0;
    }
  }

  /** The newest file in which a stream has a mark; 0 if it has none. */
  private int fileOf(int stream) {
    return journal.stream()
        .filter(said -> said.stream() == stream)
        .mapToInt(Said::file)
        .max()
        .orElse(0);
  }

  private Said last(int stream) {
    Said last = new Said(0, stream, 0, 0, List.of());
    for (Said said : journal) {
      last = said.stream() == stream ? said : last;
    }
    return last;
  }

  private int lowestFile() {
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i < streams; i++) {
      lowest = Math.min(lowest, fileOf(i));
    }
    return lowest;
  }

  private long lowestMark() {
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < streams; i++) {
      if (fileOf(i) == lowestFile()) {
        lowest = Math.min(lowest, last(i).mark());
      }
    }
    return lowest;
  }

  @Override
  public long mark(int stream) {
    Said last = last(stream);
    return last.file() == file ? last.mark() : last.file() > file ? Long.MAX_VALUE : 0;
  }

  @Override
  public int nextPiece(int stream) {
    Said last = last(stream);
    return last.file() == file ? last.nextPiece() : 0;
  }

  @Override
  public void add(int stream, long mark, int nextPiece, Resource resource, LogRecord record) {
    say(stream, mark, nextPiece, List.of(record));
  }

  @Override
  public void pass(int stream, long mark) {
    say(stream, mark, 0, List.of());
  }

  private void say(int stream, long mark, int nextPiece, List<LogRecord> records) {
    if (mark < mark(stream) || mark > files.get(file).length) {
      throw new AssertionError(
          "stream %d: mark %d after %d in a file of %d"
              .formatted(stream, mark, mark(stream), files.get(file).length));
    }

    journal.add(new Said(file, stream, mark, nextPiece, records));
  }

  @Override
  public void cutLine() {
    cutLines++;
  }
}

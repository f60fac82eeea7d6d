package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one chain at a time, a turn's worth of bytes, and hands them to its decoder. What it finds
 * that is not as it was, a file that is shorter or has other bytes before the place that was
 * reached, it tells {@link Owner}.
 */
final class Reader implements Records {
  /** Read in one turn, besides what was left of the turn before. */
  static final int TURN_BYTES = 256 * 1024;

  /** Of a compressed file, whose length is not known. */
  private static final int GZIP_TURN_BYTES = 128 * 1024;

  /** What it needs of the one who knows all files. */
  interface Owner {
    /** Opens it, if it may and can be; what is in the way is dealt with. */
    boolean open(Tailed file);

    /** The file at its path has other content than it had. */
    void replaced(Tailed file);

    /** It cannot be read now, though it is open. */
    void unreadable(Tailed file, IOException failure);

    /**
     * What is compressed in it ends before its end.
     *
     * @param whole whether that is all there is, so that more of it would make it whole
     * @return whether it is worth waiting for more; else what is missing was counted as lost
     */
    boolean isExpected(Tailed file, boolean whole, long missingBytes);

    /** Of a file in hand: nothing more is expected of it, though nothing has followed it yet. */
    boolean isEnded(Tailed file);

    /** It was offered to its end. */
    void through(Tailed file);
  }

  private final Layout layout;
  private final TailSettings settings;
  private final Time time;
  private final Outbox out;
  private final TailCounts counts;
  private final Owner owner;

  /** What is being decoded. */
  private @Nullable Tailed current;

  /** Whether older files of the chain have marks before their ends. */
  private boolean olderPending;

  /** In the number of a next piece: what went before of its line was over the rate limit. */
  private static final int DROPPED = 1 << 30;

  private long droppedByRate;

  Reader(
      Layout layout, TailSettings settings, Time time, Outbox out, TailCounts counts, Owner owner) {
    this.layout = layout;
    this.settings = settings;
    this.time = time;
    this.out = out;
    this.counts = counts;
    this.owner = owner;
  }

  /** Records over a rate limit since this was asked last. */
  long takeDroppedByRate() {
    long dropped = droppedByRate;
    droppedByRate = 0;
    return dropped;
  }

  /**
   * Reads some of a chain.
   *
   * @return whether it has more to read at once
   */
  boolean turn(Chain chain) throws InterruptedException {
    Reading reading = reading(chain);
    if (reading == null || !owner.open(reading.file)) {
      return false;
    }
    Tailed file = reading.file;
    Content content = file.content;
    if (content == null) {
      return false;
    }
    try {
      if (!file.verified && !Prints.isAsItWas(file, content)) {
        owner.replaced(file);
        return true;
      }
      file.verified = true;
      return read(chain, reading, file, content);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        // An interrupt closes what is being read.
        throw new InterruptedException();
      }
      owner.unreadable(file, e);
      return false;
    }
  }

  private @Nullable Reading reading(Chain chain) {
    Reading reading = chain.reading;
    Tailed next = chain.next();
    if (next == null) {
      return null;
    }
    if (reading != null && reading.file.equals(next)) {
      return reading;
    }
    if (reading != null && reading.file.end >= 0 && next.order > reading.file.order) {
      reading.begin(next);
    } else {
      chain.rewind();
      next = chain.next();
      if (next == null) {
        return null;
      }
      reading =
          new Reading(
              layout.decoder(chain.id, next.path == null ? Path.of("") : next.path),
              next,
              time.monotonicNanos());
      chain.reading = reading;
    }
    reading.taken = next.lowestMark();
    reading.before = new byte[0];
    return reading;
  }

  private boolean read(Chain chain, Reading reading, Tailed file, Content content)
      throws IOException, InterruptedException {
    // Asked before the size: what follows was begun when this one was through.
    Optional<Outlook> last = last(chain, file);
    long size = content.size();
    if (size < reading.taken) {
      owner.replaced(file);
      return true;
    }
    long now = time.monotonicNanos();
    boolean packed = content instanceof GzipContent;
    int most = reading.left + (packed ? GZIP_TURN_BYTES : TURN_BYTES);
    int wanted = (int) Math.min(size - reading.taken, most);
    boolean quiet =
        !reading.saidQuiet
            && reading.isPending()
            && now - reading.grewNanos >= settings.quiet().toNanos();
    if (wanted <= reading.left && last.isEmpty() && !quiet) {
      return false;
    }
    int prefix = reading.before.length;
    byte[] bytes = new byte[prefix + wanted];
    int length = content.read(reading.taken - prefix, bytes, 0, bytes.length);
    if (length < prefix
        || !Arrays.equals(bytes, 0, prefix, reading.before, 0, prefix)
        || (!packed && length < bytes.length)) {
      owner.replaced(file);
      return true;
    }
    file.refused = false;
    int fresh = length - prefix - reading.left;
    if (fresh > 0) {
      counts.readBytes.addAndGet(fresh);
      reading.grewNanos = now;
      reading.saidQuiet = false;
      file.usedNanos = now;
    }
    long behind = reading.taken + length - prefix;
    file.seenBytes = Math.max(file.seenBytes, behind);
    print(file, content, bytes, prefix, length, reading);
    boolean atEnd = behind >= content.size();
    if (atEnd
        && content instanceof GzipContent gzip
        && (gzip.isCut() || gzip.isDamaged())
        && owner.isExpected(file, gzip.isCut(), gzip.missingBytes())) {
      last = Optional.empty();
    }
    Outlook outlook = Outlook.GROWING;
    if (atEnd && last.isPresent()) {
      outlook = last.get();
    } else if (atEnd && quiet && fresh <= 0) {
      outlook = Outlook.QUIET;
      reading.saidQuiet = true;
    }
    if (fresh <= 0 && outlook == Outlook.GROWING) {
      return !atEnd;
    }
    decode(reading, bytes, prefix, length, outlook);
    if (outlook == Outlook.DONE || outlook == Outlook.ENDED) {
      file.end = behind;
      file.packedBytes = packed ? content.diskBytes() : 0;
      owner.through(file);
      return true;
    }
    content.through(reading.taken - reading.before.length);
    return !atEnd;
  }

  /** Whether this file is to be offered to its end: something follows it, or nothing ever will. */
  private Optional<Outlook> last(Chain chain, Tailed file) {
    Tailed successor = chain.successor(file);
    if (successor == null) {
      boolean ended = owner.isEnded(file);
      if (!ended && file.gzip) {
        // What is compressed is not written to.
        return Optional.of(Outlook.DONE);
      }
      return ended ? Optional.of(Outlook.ENDED) : Optional.empty();
    }
    boolean begun = file.gzip;
    for (Tailed next = successor; next != null && !begun; next = chain.successor(next)) {
      begun = hasBegun(next);
    }
    return begun ? Optional.of(Outlook.DONE) : Optional.empty();
  }

  /** Whether anything was ever written to it. */
  private static boolean hasBegun(Tailed file) {
    Path path = file.path;
    return file.gzip
        || file.seenBytes > 0
        || path == null
        || Stat.of(path).filter(found -> found.size() > 0).isPresent();
  }

  private void decode(Reading reading, byte[] bytes, int prefix, int length, Outlook outlook)
      throws InterruptedException {
    int taken =
        offer(reading, new Window(bytes, prefix, length, reading.taken, outlook, time.unixNanos()));
    boolean mustTakeAll =
        outlook == Outlook.DONE
            || outlook == Outlook.ENDED
            || length - prefix >= settings.windowBytes();
    assert taken == length - prefix || !mustTakeAll || (taken > 0 && outlook == Outlook.GROWING)
        : "what is too long is cut, and what is last is taken";
    if (mustTakeAll && (taken == 0 || outlook != Outlook.GROWING)) {
      taken = length - prefix;
    }
    reading.advance(bytes, prefix, taken, length);
    out.sealIfManyMoves();
  }

  private int offer(Reading reading, Window window) throws InterruptedException {
    current = reading.file;
    olderPending = false;
    for (Tailed older : reading.file.chain.files) {
      if (older.order >= reading.file.order) {
        break;
      }
      olderPending |= !older.isDone() && older.end >= 0;
    }
    try {
      return reading.decoder.decode(window, this);
    } finally {
      current = null;
    }
  }

  /** Has what is held of a chain's unfinished lines go out. */
  void release(Chain chain) throws InterruptedException {
    Reading reading = chain.reading;
    if (reading != null) {
      int _ =
          offer(
              reading,
              new Window(new byte[0], 0, 0, reading.taken, Outlook.FULL, time.unixNanos()));
      if (reading.decoder.pendingBytes() > 0) {
        throw new IllegalStateException("a decoder that is full lets go what it holds");
      }
    }
  }

  // What it is known by

  private static void print(
      Tailed file, Content content, byte[] bytes, int prefix, int length, Reading reading)
      throws IOException {
    long behind = reading.taken + length - prefix;
    int head = (int) Math.min(behind, Fingerprint.HEAD_BYTES);
    if (file.head.bytes() >= head) {
      return;
    }
    byte[] first = bytes;
    int from = prefix;
    if (reading.taken != 0) {
      first = new byte[head];
      from = 0;
      if (content.read(0, first, 0, head) < head) {
        return;
      }
    }
    file.head = new Position.Print(head, head, Fingerprint.of(first, from, head));
  }

  // Records

  private Tailed current() {
    Tailed file = current;
    if (file == null) {
      throw new IllegalStateException("records are taken during a decode only");
    }
    return file;
  }

  @Override
  public long mark(int stream) {
    return current().marks[stream];
  }

  @Override
  public int nextPiece(int stream) {
    return begun(current(), stream) & ~DROPPED;
  }

  /** The next piece, of a line that may have begun in an older file. */
  private static int begun(Tailed file, int stream) {
    return file.marks[stream] == 0 && file.pieces[stream] == 0
        ? file.chain.begunBefore(file, stream)
        : file.pieces[stream];
  }

  @Override
  public void add(int stream, long mark, int nextPiece, Resource resource, LogRecord record) {
    Tailed file = current();
    assert mark >= file.marks[stream] : "marks only grow";
    int begun = begun(file, stream);
    // Decided with a line's first piece, for all of them.
    boolean drops = begun == 0 ? !file.chain.rate.take() : (begun & DROPPED) != 0;
    if (drops) {
      droppedByRate++;
    } else {
      out.add(resource, record);
    }
    move(file, stream, mark, drops && nextPiece > 0 ? nextPiece | DROPPED : nextPiece);
  }

  @Override
  public void pass(int stream, long mark) {
    Tailed file = current();
    if (mark > file.marks[stream] || olderPending) {
      move(file, stream, Math.max(mark, file.marks[stream]), 0);
    }
  }

  private void move(Tailed file, int stream, long mark, int nextPiece) {
    file.marks[stream] = mark;
    file.pieces[stream] = nextPiece;
    out.moved(file);
    if (olderPending) {
      for (Tailed older : file.chain.files) {
        if (older.order < file.order && older.end >= 0 && older.marks[stream] < older.end) {
          older.marks[stream] = older.end;
          older.pieces[stream] = 0;
          out.moved(older);
        }
      }
    }
  }

  @Override
  public void cutLine() {
    counts.cutLines.incrementAndGet();
  }
}

package io.cresset.collectors.journal;

import io.cresset.api.Time;
import io.cresset.api.collect.Emitter;
import io.cresset.collectors.journal.JournalCounts.Reason;
import io.cresset.collectors.journal.JournalEntry.EntryHead;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Reads what all files have, in order: by number within a series, which is the order in which
 * journald wrote, whatever the clock did; and of several series the one whose next entry is the
 * oldest. Used by one thread.
 *
 * <p>A number that is left out means that an entry is missing, but only if it is still left out
 * after another look at everything: between two looks at two files an entry may come to the first.
 */
final class JournalReader {
  /** After so long new files are looked for, however much there is to read. */
  private static final long LOOK_NANOS = 2_000_000_000L;

  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final Following following;
  private final OpenFiles open;
  private final Progress progress;
  private final Said said;
  private final JournalCounts counts;
  private final Time time;
  private final EntryRecords records;
  private final long sinceMicros;
  private final long patienceNanos;
  private final Map<Id128, Series> series = new HashMap<>();

  /**
   * @param sinceMicros entries of before are passed over
   * @param once whether nobody will come again for what cannot be read now
   */
  JournalReader(
      Following following,
      OpenFiles open,
      Progress progress,
      Said said,
      JournalCounts counts,
      Time time,
      EntryRecords records,
      long sinceMicros,
      boolean once) {
    this.following = following;
    this.open = open;
    this.progress = progress;
    this.said = said;
    this.counts = counts;
    this.time = time;
    this.records = records;
    this.sinceMicros = sinceMicros;
    this.patienceNanos = once ? 0 : PATIENCE_NANOS;
  }

  /** What became of a part of the reading. */
  private enum Step {
    READ,
    /** All that there was is read. */
    DONE,
    /** There may be an entry that was not seen. */
    LOOK_AGAIN,
    /** What is missing may be in a file that cannot be read just now. */
    HELD,
    /** The file is not where it was. */
    LOST_SIGHT
  }

  /**
   * Looks for new entries, and reads those that there are.
   *
   * @return whether there were any
   */
  boolean readAll(EntryBatch batch) throws InterruptedException {
    following.look(false);
    boolean any = false;
    while (true) {
      long lookAtNanos = time.monotonicNanos() + LOOK_NANOS;
      Queue<Series> ready = ready();
      tellDrops(batch.out());
      any |= !ready.isEmpty();
      Step step = read(ready, lookAtNanos, batch);
      if (step == Step.DONE) {
        break;
      }
      // Before thousands of files may be found, whose places would not fit to the records'.
      batch.flush();
      following.look(step == Step.LOOK_AGAIN);
    }
    if (any) {
      following.tell();
    }
    batch.flush();
    return any;
  }

  /** Series with a next entry, the one with the oldest first. */
  private Queue<Series> ready() throws InterruptedException {
    Queue<Series> ready =
        new PriorityQueue<>(Comparator.comparingLong(Series::order).thenComparing(Series::id));
    series.values().forEach(some -> some.ready().clear());
    for (FollowedFile file : following.files()) {
      if (file.unread() > 0 && lookAt(file)) {
        seriesOf(file).ready().add(file);
      }
    }
    for (Series some : series.values()) {
      if (!some.ready().isEmpty()) {
        ready.add(some);
      }
    }
    return ready;
  }

  private Series seriesOf(FollowedFile file) {
    return series.computeIfAbsent(file.seqnumId(), id -> new Series(id, progress.series(id)));
  }

  /** Whether a file has a next entry; passes over what cannot be read. */
  private boolean lookAt(FollowedFile file) throws InterruptedException {
    while (true) {
      try {
        switch (look(file)) {
          case READY -> {
            return true;
          }
          case NONE, WAIT -> {
            return false;
          }
          case DAMAGED -> passOver(file, false);
          case CHAIN_BROKEN -> {
            long rest = file.giveUp();
            damaged(file, rest);
            numbersMissing(file, rest);
          }
        }
      } catch (NoSuchFileException _) {
        following.lost(file);
        return false;
      } catch (IOException e) {
        if (!isGivenUp(file, e)) {
          return false;
        }
        passOver(file, false);
      }
    }
  }

  private FollowedFile.Look look(FollowedFile file) throws IOException, InterruptedException {
    JournalFile opened;
    try {
      opened = open.get(file);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      file.reaching().failed(time.monotonicNanos());
      following.failed(file.path(), e);
      return FollowedFile.Look.WAIT;
    }
    return file.look(opened, time.monotonicNanos(), patienceNanos);
  }

  /**
   * An entry could not be read for another reason than what it holds, such as a disk that fails. It
   * is tried again at the next look, but not for ever.
   */
  private boolean isGivenUp(FollowedFile file, IOException why) throws InterruptedException {
    following.failed(file.path(), why);
    long now = time.monotonicNanos();
    file.reading().failed(now);
    if (patienceNanos > 0 && file.reading().isShort(now)) {
      try {
        open.reopen(file);
      } catch (IOException e) {
        following.failed(file.path(), e);
      }
      return false;
    }
    return true;
  }

  /**
   * @param numberKnown whether it is known which number was given up, so that it is not missed
   */
  private void passOver(FollowedFile file, boolean numberKnown) {
    file.skip();
    damaged(file, 1);
    if (!numberKnown) {
      numbersMissing(file, 1);
    }
  }

  private void damaged(FollowedFile file, long entries) {
    said.damaged(file.path(), "from entry " + (file.index() - entries) + " on");
    pendingDrops += entries;
    counts.missing(Reason.DAMAGED, entries);
    progress.touch(file);
  }

  private void numbersMissing(FollowedFile file, long entries) {
    Series some = seriesOf(file);
    some.damaged(entries);
    progress.touch(some);
  }

  /** Damaged entries that the emitter has yet to be told of. */
  private long pendingDrops;

  private void tellDrops(Emitter out) {
    if (pendingDrops > 0) {
      out.dropped(Reason.DAMAGED.label(), pendingDrops);
      pendingDrops = 0;
    }
  }

  private Step read(Queue<Series> ready, long lookAtNanos, EntryBatch batch)
      throws InterruptedException {
    while (true) {
      Series some = ready.poll();
      if (some == null) {
        return Step.DONE;
      }
      Series next = ready.peek();
      long until = next == null ? Long.MAX_VALUE : next.order();
      while (!some.ready().isEmpty() && some.order() <= until) {
        Step step = readNext(some, batch);
        if (step == Step.HELD) {
          some.ready().clear();
        } else if (step != Step.READ) {
          return step;
        }
      }
      tellDrops(batch.out());
      if (!some.ready().isEmpty()) {
        ready.add(some);
      }
      if (time.monotonicNanos() > lookAtNanos) {
        return Step.READ;
      }
    }
  }

  private Step readNext(Series some, EntryBatch batch) throws InterruptedException {
    FollowedFile file = some.ready().element();
    EntryHead head = file.head();
    if (head == null) {
      throw new IllegalStateException("a file without a next entry is not in line");
    }
    boolean inLine = file.isInLine(head);
    long gap = inLine ? some.gapBefore(head.seqnum()) : 0;
    if (gap > 0 && !file.isSettled()) {
      return Step.LOOK_AGAIN;
    }
    if (gap > 0 && mayStillCome(some)) {
      return Step.HELD;
    }
    boolean passed = true;
    try {
      JournalFile opened = open.get(file);
      passed = !take(file, opened, head, batch);
    } catch (NoSuchFileException _) {
      following.lost(file);
      return Step.LOST_SIGHT;
    } catch (Damage _) {
      passOver(file, inLine);
    } catch (IOException e) {
      if (!isGivenUp(file, e)) {
        some.ready().remove();
        return Step.READ;
      }
      passOver(file, inLine);
    }
    if (gap > 0) {
      missing(some, gap, batch.out());
    }
    if (inLine) {
      some.read(head.seqnum());
      progress.touch(some);
    }
    if (passed) {
      batch.passed();
    }
    some.ready().remove();
    if (lookAt(file)) {
      some.ready().add(file);
    }
    return Step.READ;
  }

  private Stream<FollowedFile> filesOf(Series some) {
    return following.files().stream().filter(file -> file.seqnumId().equals(some.id()));
  }

  private boolean mayStillCome(Series some) {
    long now = time.monotonicNanos();
    return patienceNanos > 0 && filesOf(some).anyMatch(file -> file.isWorthWaitingFor(now));
  }

  private void missing(Series some, long gap, Emitter out) {
    long missing = some.accept(gap);
    if (missing == 0) {
      return;
    }
    boolean trouble = filesOf(some).anyMatch(FollowedFile::isInTrouble);
    Reason why = trouble ? Reason.UNREADABLE : following.whyMissing();
    counts.missing(why, missing);
    out.dropped(why.label(), missing);
    said.missing(some.id(), why, missing, some.seqnum() + 1);
  }

  /** Whether it gave a record. */
  private boolean take(FollowedFile file, JournalFile opened, EntryHead head, EntryBatch batch)
      throws IOException, InterruptedException {
    boolean wanted = head.realtimeMicros() >= sinceMicros;
    if (wanted) {
      JournalEntry entry = opened.entry(head);
      boolean copied = !file.isVolatile() && progress.wasReadVolatile(file.folderName(), head);
      if (copied || wasReadFromKernel(entry)) {
        counts.copied();
        wanted = false;
      } else {
        wanted = records.emit(entry, file, batch);
      }
    }
    if (file.isVolatile()) {
      progress.readVolatile(file.folderName(), head);
    }
    file.read(head);
    progress.touch(file);
    return wanted;
  }

  /** Whether journald has an entry from the kernel's log that was read there before. */
  private boolean wasReadFromKernel(JournalEntry entry) {
    Place.InKernel place = progress.kernel().orElse(null);
    if (place == null || !place.bootId().equals(entry.head().bootId())) {
      return false;
    }
    boolean kernel = false;
    long micros = Long.MAX_VALUE;
    for (Field field : entry.fields()) {
      switch (field.name()) {
        case "_TRANSPORT" -> kernel = EntryMapping.text(field.value()).equals("kernel");
        case "_SOURCE_MONOTONIC_TIMESTAMP" -> {
          long number = EntryMapping.number(field.value());
          micros = number < 0 ? Long.MAX_VALUE : number;
        }
        case String _ -> {}
      }
    }
    return kernel && micros <= place.monotonicMicros();
  }
}

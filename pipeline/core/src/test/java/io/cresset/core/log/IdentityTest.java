package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.testkit.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done to a log, {@code end - start = delivered + rejected + dropped + unselected +
 * lag} holds for every sink after every step ({@link OpenedLog#status} looks), and the terms are
 * those that a plain book beside it says. Seeded; a failure names its seed.
 */
class IdentityTest {
  private static final int RUNS = Integer.getInteger("cresset.identity.runs", 200);
  private static final int STEPS = 150;
  private static final LogLimits LIMITS =
      new LogLimits(24 << 10, 4 << 10, 9, 1 << 20, 1 << 20, 2 << 10);

  /** What is known of a sink without asking the log. */
  private static final class Book {
    final long start;
    long delivered;
    long rejected;

    Book(long start) {
      this.start = start;
    }
  }

  @Test
  void itHoldsAfterEveryStep() {
    long dropped = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      try {
        dropped += new Run(seed).steps();
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(dropped).as("records displaced or damaged in all runs").isGreaterThan(RUNS);
  }

  private static final class Run {
    private final SplittableRandom dice;
    private final MemoryDisk disk = new MemoryDisk();
    private final FakeTime time = new FakeTime();
    private final Map<String, Book> books = new TreeMap<>();
    private OpenedLog log;
    private long end;
    private long start;
    private long nextId;

    Run(long seed) throws LogFolderUnavailable {
      dice = new SplittableRandom(seed);
      log = OpenedLog.on(disk, LIMITS, time);
    }

    /** How many records the sinks lost. */
    long steps() throws Exception {
      for (int i = 0; i < STEPS; i++) {
        step();
        check();
      }
      long dropped = 0;
      for (var entry : books.entrySet()) {
        String sink = entry.getKey();
        log.drain(sink);
        SinkStatus account = log.account(sink);
        assertThat(account.lag()).isZero();
        assertThat(account.rejected()).isEqualTo(entry.getValue().rejected);
        dropped += account.dropped();
      }
      log.close();
      return dropped;
    }

    private void step() throws Exception {
      switch (dice.nextInt(12)) {
        case 0, 1, 2, 3 -> write();
        case 4, 5, 6 -> deliver();
        case 7 -> log.log.sync();
        case 8 -> {
          time.advance(Duration.ofMillis(dice.nextInt(1500)));
          log.log.write(List.of(), false);
          log.log.sync();
          log.log.reap();
          assertThat(log.status().bytes()).isLessThanOrEqualTo(LIMITS.totalBytes() + (8 << 10));
        }
        case 9 -> comeOrGo();
        case 10 -> damage();
        default -> reopen();
      }
    }

    private void write() throws Exception {
      int count = 1 + dice.nextInt(60);
      log.write(TestRecords.batch(nextId, count));
      nextId += count;
      end += count;
    }

    private Optional<String> anySink() {
      List<String> names = List.copyOf(books.keySet());
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(names.get(dice.nextInt(names.size())));
    }

    private void deliver() throws Exception {
      Optional<String> sink = anySink();
      if (sink.isEmpty()) {
        return;
      }
      Optional<Chunk> polled = log.poll(sink.get(), 1 + dice.nextInt(2000));
      if (polled.isEmpty()) {
        return;
      }
      Chunk chunk = polled.get();
      long span = chunk.endNumber() - chunk.firstNumber();
      long upTo =
          dice.nextInt(3) == 0 ? chunk.firstNumber() + 1 + dice.nextLong(span) : chunk.endNumber();
      long present = 0;
      for (Chunk.Frame frame : chunk.frames()) {
        long from = Math.max(chunk.firstNumber(), frame.firstNumber());
        present += Math.max(0, Math.min(upTo, frame.endNumber()) - from);
      }
      long rejected = dice.nextInt(4) == 0 ? dice.nextLong(present + 1) : 0;
      log.feed(sink.get()).commit(upTo, rejected);
      Book book = Objects.requireNonNull(books.get(sink.get()));
      book.delivered += present - rejected;
      book.rejected += rejected;
    }

    private void comeOrGo() {
      String name = "sink" + dice.nextInt(3);
      if (books.remove(name) == null) {
        log.feed(name);
        assertThat(log.account(name).start()).isEqualTo(end);
        books.put(name, new Book(end));
      } else {
        log.forget(name);
      }
    }

    private void damage() {
      List<Path> files = disk.files();
      if (files.isEmpty() || dice.nextInt(3) > 0) {
        return;
      }
      // Not in what is unsynced: that would be a disk that loses what was never promised.
      log.log.sync();
      Path file = files.get(dice.nextInt(files.size()));
      int size = disk.bytes(file).length;
      // Of those that begin with the same record, some are empty and one is the newest.
      if (size > SegmentHeader.BYTES && !firstNumber(file).equals(firstNumber(files.getLast()))) {
        disk.flip(file, dice.nextInt(size), dice.nextInt(8));
      }
    }

    private static Optional<Long> firstNumber(Path file) {
      return SegmentName.firstNumber(String.valueOf(file.getFileName()));
    }

    /** Sometimes in order, sometimes killed: then sinks may go back to what was noted last. */
    private void reopen() throws Exception {
      boolean inOrder = dice.nextBoolean();
      if (inOrder) {
        log.log.write(List.of(), true);
        log.sync();
      } else {
        disk.kill();
      }
      log.close();
      log = OpenedLog.on(disk, LIMITS, time);
      assertThat(log.status().end()).isEqualTo(end);
      assertThat(log.status().sinks().stream().map(SinkStatus::sink))
          .containsExactlyInAnyOrderElementsOf(inOrder ? books.keySet() : known());
      for (SinkStatus account : log.status().sinks()) {
        Book book = books.get(account.sink());
        if (!inOrder) {
          // One that was forgotten, and came again, may be the old one as well.
          if (book != null && book.start == account.start()) {
            assertThat(account.delivered()).isLessThanOrEqualTo(book.delivered);
            assertThat(account.rejected()).isLessThanOrEqualTo(book.rejected);
          }
          Book noted = new Book(account.start());
          noted.delivered = account.delivered();
          noted.rejected = account.rejected();
          books.put(account.sink(), noted);
        }
      }
      books.keySet().retainAll(known());
    }

    private List<String> known() {
      return log.status().sinks().stream().map(SinkStatus::sink).toList();
    }

    private void check() {
      LogStatus status = log.status();
      assertThat(status.end()).isEqualTo(end);
      assertThat(status.start()).isGreaterThanOrEqualTo(start);
      start = status.start();
      for (SinkStatus account : status.sinks()) {
        Book book = books.get(account.sink());
        assertThat(book).as(account.sink()).isNotNull();
        if (book != null) {
          assertThat(account.start()).isEqualTo(book.start);
          assertThat(account.delivered()).as(account.sink()).isEqualTo(book.delivered);
          assertThat(account.rejected()).as(account.sink()).isEqualTo(book.rejected);
        }
      }
    }
  }
}

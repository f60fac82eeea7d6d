package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read for a while, or in places. */
class JournalTroubleTest {
  private static final long BAD_BYTES = 20_000;

  @TempDir Path dir;
  private Path folder = Path.of("");

  /** Files that cannot be opened now. */
  private final Set<Path> refused = ConcurrentHashMap.newKeySet();

  /** Where the part of a file begins that cannot be read now. */
  private final Map<Path, Long> failsAt = new ConcurrentHashMap<>();

  /** How often the length of a file was asked for, as each look does. */
  private final AtomicInteger sizes = new AtomicInteger();

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectories(dir.resolve("journal/machine"));
  }

  private FileSource open(Path path) throws IOException {
    if (refused.contains(path)) {
      throw new FileSystemException(path.toString(), null, "Too many open files");
    }
    FileSource source = FileSource.open(path);
    return new FileSource() {
      @Override
      public int read(ByteBuffer to, long at) throws IOException {
        Long bad = failsAt.get(path);
        if (bad != null && at + to.remaining() > bad && at < bad + BAD_BYTES) {
          throw new IOException("Input/output error");
        }
        return source.read(to, at);
      }

      @Override
      public long size() throws IOException {
        sizes.incrementAndGet();
        return source.size();
      }

      @Override
      public void close() throws IOException {
        source.close();
      }
    };
  }

  private Reading reading(int maxOpenFiles) {
    return new Reading(
        Reading.config(JournalConfig.Start.BEGINNING, maxOpenFiles, dir.resolve("journal")),
        Map.of(),
        this::open);
  }

  private static MadeJournal line(MadeJournal journal, int number) {
    return journal.lines(number, number + 1);
  }

  @Test
  void anEntryThatCannotBeReadForAWhileComesLater() throws Exception {
    Path file = folder.resolve("system.journal");
    MadeJournal journal = new MadeJournal(1).lines(1, 2000);
    journal.writeTo(file);
    failsAt.put(file, 200_000L);
    try (Reading reading = reading(32)) {
      reading.pass(Duration.ofSeconds(30));
      int before = reading.bodies().size();
      assertThat(before).isBetween(1, 1998);
      failsAt.clear();
      assertThat(reading.bodies(1999)).isEqualTo(JournalPlacesTest.lines(1, 2000));
      assertThat(reading.harness.dropped()).isEmpty();
    }
  }

  /** Whoever reads on beside it must not take for lost what is in it. */
  @Test
  void aFileThatCannotBeOpenedForAWhileIsNotMissed() throws Exception {
    Path system = folder.resolve("system.journal");
    Path user = folder.resolve("user-1.journal");
    MadeJournal of1 = new MadeJournal(1).lines(1, 3);
    MadeJournal of2 = new MadeJournal(2).lines(3, 5);
    of1.writeTo(system);
    of2.writeTo(user);
    try (Reading reading = reading(1)) {
      assertThat(reading.bodies(4)).isEqualTo(JournalPlacesTest.lines(1, 5));
      refused.add(system);
      line(of1, 5).writeTo(system);
      line(of2, 6).writeTo(user);
      reading.pass(Duration.ofSeconds(20));
      assertThat(reading.bodies()).isEqualTo(JournalPlacesTest.lines(1, 5));
      refused.clear();
      assertThat(reading.bodies(6)).isEqualTo(JournalPlacesTest.lines(1, 7));
      assertThat(reading.harness.dropped()).isEmpty();
      // Not for ever: what is missed then may be in it.
      refused.add(system);
      line(of1, 7).writeTo(system);
      line(of2, 8).writeTo(user);
      reading.pass(Duration.ofSeconds(90));
      assertThat(reading.bodies(7).getLast()).isEqualTo("line 8");
      assertThat(reading.harness.dropped()).isEqualTo(Map.of("unreadable", 1L));
    }
  }

  /** Bad entries are waited for together, and not one after the other. */
  @Test
  void manyBadEntriesCostOneWait() throws Exception {
    Path file = folder.resolve("system.journal");
    MadeJournal journal = new MadeJournal(1).lines(1, 502);
    byte[] bytes = journal.bytes();
    for (int i = 0; i < 500; i++) {
      int at = journal.offset(i);
      bytes[at] = 0;
    }
    Files.write(file, bytes);
    try (Reading reading = reading(32)) {
      long start = reading.time.monotonicNanos();
      assertThat(reading.bodies(1)).isEqualTo(List.of("line 501"));
      assertThat(reading.time.monotonicNanos() - start).isLessThan(Duration.ofSeconds(6).toNanos());
      reading.time.advanceUntil(
          () -> reading.harness.dropped().containsKey("damaged"), Duration.ofMillis(50));
      assertThat(reading.harness.dropped()).isEqualTo(Map.of("damaged", 500L));
    }
  }

  @Test
  void aDiskThatFailsForGoodCostsWhatIsOnIt() throws Exception {
    Path file = folder.resolve("system.journal");
    new MadeJournal(1).lines(1, 500).writeTo(file);
    failsAt.put(file, 80_000L);
    try (Reading reading = reading(32)) {
      reading.pass(Duration.ofSeconds(30));
      int before = reading.bodies().size();
      reading.pass(Duration.ofSeconds(60));
      int read = reading.bodies().size();
      assertThat(before).isBetween(1, read - 1);
      assertThat(reading.bodies()).startsWith("line 1").endsWith("line 499");
      assertThat(reading.harness.dropped()).isEqualTo(Map.of("damaged", 499L - read));
      assertThat(499 - read).isBetween(10, 400);
    }
  }

  /** Looking costs most while there is nothing to see. */
  @Test
  void aQuietJournalIsLookedAtOnceASecondAndABusyOneMoreOften() throws Exception {
    Path file = folder.resolve("system.journal");
    MadeJournal journal = new MadeJournal(1).lines(1, 5);
    Files.write(file, journal.bytes());
    try (Reading reading = reading(32)) {
      reading.bodies(4);
      reading.pass(Duration.ofSeconds(30));
      sizes.set(0);
      reading.pass(Duration.ofSeconds(100));
      assertThat(sizes.get()).isBetween(80, 140);
      Files.write(file, line(journal, 5).bytes());
      long start = reading.time.monotonicNanos();
      assertThat(reading.bodies(5).getLast()).isEqualTo("line 5");
      assertThat(reading.time.monotonicNanos() - start)
          .isLessThanOrEqualTo(Duration.ofMillis(1100).toNanos());
      Files.write(file, line(journal, 6).bytes());
      start = reading.time.monotonicNanos();
      reading.bodies(6);
      assertThat(reading.time.monotonicNanos() - start)
          .isLessThanOrEqualTo(Duration.ofMillis(200).toNanos());
    }
  }
}

package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Excerpt;
import io.cresset.api.config.DataSize;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FuzzRounds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelReaderTest {
  private static final Path KMSG = Path.of("/dev/kmsg");

  private static ByteSlice bytes(String text) {
    return ByteSlice.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Map<String, String> fields(String record) {
    return KernelRecord.parse(bytes(record)).orElseThrow().fields().stream()
        .collect(Collectors.toMap(Field::name, field -> EntryMapping.text(field.value())));
  }

  @Test
  void aRecordHasJournaldsFields() {
    Optional<KernelRecord> record =
        KernelRecord.parse(
            bytes(
                "6,339,5140900,-,caller=T1;NET: Registered\\x09family \\xc3\\xa4\n"
                    + " SUBSYSTEM=net\n DEVICE=n2\n"));
    assertThat(record.orElseThrow().seqnum()).isEqualTo(339);
    assertThat(record.orElseThrow().monotonicMicros()).isEqualTo(5_140_900);
    assertThat(
            fields(
                "6,339,5140900,-,caller=T1;NET: Registered\\x09family \\xc3\\xa4\n"
                    + " SUBSYSTEM=net\n DEVICE=n2\n"))
        .containsOnly(
            Map.entry("PRIORITY", "6"),
            Map.entry("SYSLOG_FACILITY", "0"),
            Map.entry("_TRANSPORT", "kernel"),
            Map.entry("SYSLOG_IDENTIFIER", "kernel"),
            Map.entry("MESSAGE", "NET: Registered\tfamily ä"),
            Map.entry("_KERNEL_SUBSYSTEM", "net"),
            Map.entry("_KERNEL_DEVICE", "n2"));
  }

  @Test
  void programsThatWriteThereAreNamed() {
    assertThat(fields("30,7,1,-;systemd[1]: Started something.\n"))
        .containsEntry("SYSLOG_IDENTIFIER", "systemd")
        .containsEntry("SYSLOG_PID", "1")
        .containsEntry("SYSLOG_FACILITY", "3")
        .containsEntry("MESSAGE", "Started something.");
    assertThat(fields("14,7,1,-;no name here\n"))
        .containsEntry("SYSLOG_IDENTIFIER", "unknown")
        .containsEntry("MESSAGE", "no name here");
    // The kernel itself may write such a text.
    assertThat(fields("6,7,1,-;a[1]: b\n")).containsEntry("MESSAGE", "a[1]: b");
  }

  @Test
  void whatIsNoRecordIsNone() {
    for (String text : List.of("", ";", "6;x", "a,b,c,-;x", "6,1,99999999999999999999,-;x", "x")) {
      assertThat(KernelRecord.parse(bytes(text))).as(text).isEmpty();
    }
    FuzzRounds.run(
        "kernel records",
        2000,
        dice -> {
          byte[] record =
              "30,339,5140900,-;sys[1]: a\\x09b\n A=b\n C=\\x4\n".getBytes(StandardCharsets.UTF_8);
          for (int i = dice.nextInt(6); i >= 0; i--) {
            record[dice.nextInt(record.length)] = (byte) dice.nextInt();
          }
          assertThat(KernelRecord.parse(ByteSlice.of(record, 0, dice.nextInt(record.length + 1))))
              .isNotNull();
        });
  }

  /** The kernel of the machine that runs this. */
  @Test
  void thisMachinesKernelLogIsReadWhereThereIsNoJournal(@TempDir Path dir) throws Exception {
    boolean readable = Files.isReadable(KMSG);
    if (!readable && "required".equals(System.getenv("CRESSET_PEERS"))) {
      throw new AssertionError(KMSG + " cannot be read here");
    }
    Assumptions.assumeTrue(readable, KMSG + " cannot be read here");
    JournalConfig config =
        new JournalConfig(
            List.of(dir),
            JournalConfig.Start.BEGINNING,
            KMSG,
            List.of(),
            List.of(),
            false,
            new DataSize(8 << 20),
            1024,
            4096,
            32);
    CollectorHarness harness = new CollectorHarness("journal", new FakeTime());
    harness.look(new Excerpt(Instant.EPOCH));
    harness.register(new JournalCollector(config, harness, FileSource::open));
    harness.run(JournalCollector.READ_TASK);
    assertThat(harness.failures()).isEmpty();
    List<LogRecord> records = harness.records();
    assertThat(records).isNotEmpty();
    assertThat(records)
        .allMatch(
            it -> it.attributes().get("_TRANSPORT").orElseThrow().toString().equals("kernel"));
    assertThat(harness.dropped()).isEmpty();

    // And from where it was left, only what is new.
    CollectorHarness follower = new CollectorHarness("journal", new FakeTime());
    JournalCollector collector = new JournalCollector(config, follower, FileSource::open);
    follower.start(collector);
    Eventually.holds(
        "it has read the kernel's log", () -> follower.records().size() >= records.size());
    follower.close();
    collector.close();
    CollectorHarness next = new CollectorHarness("journal", new FakeTime());
    follower.positions().forEach(next::setPosition);
    JournalCollector later = new JournalCollector(config, next, FileSource::open);
    next.start(later);
    FakeTime time = (FakeTime) next.time();
    time.awaitWaiters(1);
    assertThat(next.records().size()).isLessThan(records.size());
    next.close();
    later.close();
  }
}

package io.cresset.collectors.journal;

import io.cresset.api.Time;
import io.cresset.api.model.ByteSlice;
import io.cresset.collectors.journal.JournalCounts.Reason;
import io.cresset.collectors.journal.JournalEntry.EntryHead;
import io.cresset.collectors.linux.KernelLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the kernel's log where there is no journal, from the record behind the last one that was
 * read in this boot. Used by one thread.
 */
final class KernelReader implements AutoCloseable {
  /** By so much the clocks' difference may wander before times follow it. */
  private static final long MAX_DRIFT_MICROS = 1_000_000;

  private final Machine machine;
  private final KernelLog log;
  private final Progress progress;
  private final JournalCounts counts;
  private final EntryRecords records;
  private final Time time;
  private final long sinceMicros;
  private final Id128 bootId;
  private long startMicros = Long.MIN_VALUE;

  /**
   * What the kernel says of itself.
   *
   * @param proc where the proc file system is mounted
   */
  record Machine(Path proc) {
    Id128 bootId() throws IOException {
      String text = Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
      return Id128.parse(text.replace("-", ""));
    }

    long uptimeMicros() throws IOException {
      String text = Files.readString(proc.resolve("uptime"));
      return (long) (Double.parseDouble(text.split(" ", 2)[0]) * 1e6);
    }
  }

  /**
   * @param atEnd whether to pass over what is there if nothing was ever read
   * @param sinceMicros records of before are passed over
   */
  KernelReader(
      Path path,
      Machine machine,
      Progress progress,
      JournalCounts counts,
      EntryRecords records,
      Time time,
      boolean atEnd,
      long sinceMicros)
      throws IOException {
    this.machine = machine;
    this.progress = progress;
    this.counts = counts;
    this.records = records;
    this.time = time;
    this.sinceMicros = sinceMicros;
    this.bootId = bootId(machine);
    this.log = new KernelLog(path);
    if (atEnd && !progress.isKnown() && progress.kernel().isEmpty()) {
      log.skipToEnd();
    }
  }

  private static Id128 bootId(Machine machine) throws IOException {
    try {
      return machine.bootId();
    } catch (IllegalArgumentException e) {
      throw new IOException("no boot id in " + machine.proc, e);
    }
  }

  /**
   * Reads all that there is.
   *
   * @return whether there was anything
   */
  boolean readAll(EntryBatch batch) throws IOException, InterruptedException {
    boolean any = false;
    while (true) {
      Optional<ByteSlice> read = log.read();
      if (read.isEmpty()) {
        break;
      }
      if (!any) {
        followClock();
      }
      any = true;
      Optional<KernelRecord> record = KernelRecord.parse(read.get());
      if (record.isPresent()) {
        take(record.get(), batch);
      }
    }
    batch.flush();
    return any;
  }

  private void followClock() throws IOException {
    long start = time.unixNanos() / 1000 - machine.uptimeMicros();
    if (startMicros == Long.MIN_VALUE || Math.abs(start - startMicros) > MAX_DRIFT_MICROS) {
      startMicros = start;
    }
  }

  private void take(KernelRecord record, EntryBatch batch) throws InterruptedException {
    Optional<Place.InKernel> before =
        progress.kernel().filter(place -> place.bootId().equals(bootId));
    long last = before.map(Place.InKernel::seqnum).orElse(record.seqnum() - 1);
    if (record.seqnum() <= last) {
      return;
    }
    long missing = record.seqnum() - last - 1;
    if (missing > 0) {
      counts.missing(Reason.OVERWRITTEN, missing);
      batch.out().dropped(Reason.OVERWRITTEN.label(), missing);
    }
    // A time before 1970 cannot be; a clock that was never set may say so.
    long realtime = Math.max(1, startMicros + record.monotonicMicros());
    EntryHead head =
        new EntryHead(
            0, 0, record.seqnum(), realtime, record.monotonicMicros(), bootId, record.seqnum());
    if (realtime >= sinceMicros) {
      records.emit(new JournalEntry(head, bootId, record.fields(), 0), batch);
    }
    progress.readKernel(new Place.InKernel(bootId, record.seqnum(), record.monotonicMicros()));
  }

  @Override
  public void close() {
    log.close();
  }
}

package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.LogStatus.State;
import io.cresset.core.log.UndurableGroups.StateMark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.Condition;

/**
 * All that a log knows while it runs: its segments, the positions, where each sink is, what is
 * durable. Does no I/O. Every call is made under the log's lock.
 *
 * <p>Each write appends a <em>group</em> of frames; groups are numbered from 1 in this process.
 * They become readable when they are written (published) and are kept until a sync made them
 * durable.
 */
final class Ledger {

  final UUID logId;
  final int epoch;
  final Segments segments = new Segments();
  final Map<String, ByteSlice> positions = new HashMap<>();
  final Map<String, SinkCursor> sinks = new LinkedHashMap<>();
  private final UndurableGroups undurable = new UndurableGroups();
  private DamagedRanges damaged = new DamagedRanges(List.of());
  private long damagedRecords;
  private long expiredRecords;

  private long end;
  private long durableEnd;
  private long group;
  private long publishedBytes;

  /**
   * The sequence of the newest segment that durably holds a snapshot and a frame which says that
   * all before it is durable; what is older may go.
   */
  private int snapshotSequence;

  final StateVersion state = new StateVersion();
  private OptionalLong newSinksStart = OptionalLong.empty();

  Ledger(UUID logId, int epoch) {
    this.logId = logId;
    this.epoch = epoch;
  }

  /** Takes over what recovery found. */
  void restore(
      List<Segment> found,
      Map<String, ByteSlice> foundPositions,
      StateRecord counts,
      int foundSnapshotSequence,
      long foundEnd) {
    found.forEach(segments::add);
    positions.putAll(foundPositions);
    damaged = new DamagedRanges(counts.damaged());
    damagedRecords = counts.damagedRecords();
    expiredRecords = counts.expiredRecords();
    snapshotSequence = foundSnapshotSequence;
    end = foundEnd;
    durableEnd = foundEnd;
  }

  /** Takes over a sink's account, as far as it fits the log that was found. */
  void restore(SinkAccount account, long nowNanos, Condition arrived) {
    SinkAccount fitting = account.clampedTo(end);
    if (fitting.cursor() < start()) {
      fitting = fitting.lostUpTo(start());
    }
    if (!fitting.equals(account)) {
      state.changed();
    }
    SinkCursor sink = new SinkCursor(fitting, takenAt(fitting.cursor()), nowNanos, arrived);
    sink.written();
    sinks.put(account.sink(), sink);
  }

  /** About when a record was taken, before it is read: not before its segment was made. */
  private long takenAt(long number) {
    return segments.of(number).map(segment -> segment.createdUnixNanos).orElse(0L);
  }

  /** Where a sink starts that is not known, if not at the end. */
  void newSinksStartAt(long number) {
    newSinksStart = OptionalLong.of(number);
  }

  /**
   * The cursor of a sink, which is new if the name is.
   *
   * @param hold for how long sources wait for it while it takes nothing
   */
  SinkCursor sink(String name, Duration hold, long nowNanos, Condition arrived) {
    SinkCursor known = sinks.get(name);
    if (known != null) {
      known.holdNanos = hold.toNanos();
      return known;
    }
    if (sinks.size() >= StateRecord.MAX_SINKS
        || name.isEmpty()
        || name.getBytes(StandardCharsets.UTF_8).length > SinkAccount.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a sink's name has 1 to %d bytes, and a log at most %d sinks: '%s'"
              .formatted(SinkAccount.MAX_NAME_BYTES, StateRecord.MAX_SINKS, name));
    }
    long from = Math.max(start(), newSinksStart.orElse(end));
    SinkCursor sink =
        new SinkCursor(SinkAccount.startingAt(name, from), takenAt(from), nowNanos, arrived);
    sink.holdNanos = hold.toNanos();
    sinks.put(name, sink);
    state.sinksChanged();
    return sink;
  }

  /** Forgets a sink and says how many records it gives up. */
  long forget(String name) {
    SinkCursor sink = sinks.remove(name);
    if (sink == null) {
      return 0;
    }
    sink.forgotten = true;
    sink.arrived.signalAll();
    state.sinksChanged();
    return sink.lag(segments.recordsFrom(sink.nextNumber()));
  }

  long start() {
    return segments.isEmpty() ? end : Math.min(end, segments.first().firstNumber);
  }

  long end() {
    return end;
  }

  long durableEnd() {
    return durableEnd;
  }

  long group() {
    return group;
  }

  long durableGroup() {
    return undurable.durableGroup();
  }

  long undurableBytes() {
    return undurable.bytes();
  }

  /** Bytes published since the log was opened. */
  long publishedBytes() {
    return publishedBytes;
  }

  // The state that travels in state frames

  StateRecord stateRecord() {
    return stateRecord(sinks.values().stream().map(SinkCursor::account).toList());
  }

  /** The state as it was last durable. */
  StateRecord durableStateRecord() {
    return stateRecord(sinks.values().stream().map(sink -> sink.durable).toList());
  }

  private StateRecord stateRecord(List<SinkAccount> accounts) {
    damaged.forgetBelow(start());
    return new StateRecord(0, 0, 0, damagedRecords, expiredRecords, accounts, damaged.ranges());
  }

  StateMark mark() {
    Map<String, SinkAccount> accounts = new HashMap<>();
    sinks.forEach((name, sink) -> accounts.put(name, sink.account()));
    return new StateMark(state.now(), accounts);
  }

  // Writing

  /**
   * Frames stand in a segment and may be read.
   *
   * @param bytes where the segment ends now
   * @param saidDurable the durable end that they carry
   */
  void publish(
      Segment segment,
      long bytes,
      long saidDurable,
      List<OutgoingFrame> frames,
      Optional<StateMark> mark,
      long nowNanos) {
    group++;
    long before = end;
    long keptBytes = 0;
    for (OutgoingFrame frame : frames) {
      end += frame.recordCount();
      segment.extendTo(end);
      apply(frame);
      keptBytes += frame.frameBytes();
      publishedBytes += frame.plainBytes();
    }
    written(segment, bytes, saidDurable, mark);
    newSinksStartBehind(before);
    undurable.add(group, frames, keptBytes, end);
    for (SinkCursor sink : sinks.values()) {
      if (sink.nextNumber() == before && end > before) {
        sink.sees(frames.getFirst().takenUnixNanos(), nowNanos);
      }
      if (publishedBytes >= sink.wakeAtBytes) {
        sink.wakeAtBytes = Long.MAX_VALUE;
        sink.arrived.signalAll();
      }
    }
  }

  /**
   * A sink that came while records were being written, which stand there before it does, starts
   * behind them: should a crash take its name it could not be given them.
   */
  private void newSinksStartBehind(long before) {
    for (SinkCursor sink : sinks.values()) {
      if (!sink.isWritten() && sink.nextNumber() == before && sink.cursor() == before) {
        sink.startsAt(end);
      }
    }
  }

  private void written(Segment segment, long bytes, long saidDurable, Optional<StateMark> mark) {
    segment.bytes = bytes;
    segment.lastGroup = group;
    if (segment.provenGroup == 0 && saidDurable >= segment.firstNumber) {
      segment.provenGroup = group;
    }
    segments.add(segment);
    mark.ifPresent(
        noted -> {
          state.written(noted.stateVersion());
          undurable.mark(group, noted);
          noted
              .accounts()
              .values()
              .forEach(account -> known(account).ifPresent(SinkCursor::written));
        });
  }

  private void apply(OutgoingFrame frame) {
    frame
        .moves()
        .forEach(
            (key, value) ->
                value.ifPresentOrElse(
                    bytes -> positions.put(key, ByteSlice.of(bytes.toByteArray())),
                    () -> positions.remove(key)));
  }

  /** What is written but not durable, oldest first. */
  List<OutgoingFrame> undurableFrames() {
    return undurable.frames();
  }

  /**
   * All that was not durable stands in a new segment, which supersedes the records from its first
   * number on in the segments before.
   *
   * @return segments of which nothing is left
   */
  List<Segment> supersede(Segment segment, long bytes, StateMark mark) {
    List<Segment> gone = segments.cutAt(segment.firstNumber);
    segment.extendTo(end);
    group++;
    written(segment, bytes, segment.firstNumber, Optional.of(mark));
    return gone;
  }

  /** Everything up to a group, which stands in a segment, would survive a power cut. */
  void becameDurable(Segment segment, long bytes, long upToGroup) {
    segment.durableBytes = Math.max(segment.durableBytes, bytes);
    if (upToGroup <= undurable.durableGroup()) {
      return;
    }
    if (segment.provenGroup > 0 && segment.provenGroup <= upToGroup) {
      // Its snapshot stands at its head, or in the same group.
      snapshotSequence = Math.max(snapshotSequence, segment.sequence());
    }
    durableEnd = undurable.becameDurable(upToGroup).orElse(durableEnd);
    for (StateMark mark : undurable.marksThatAreDurable()) {
      for (SinkAccount account : mark.accounts().values()) {
        known(account).ifPresent(sink -> sink.durable = account);
      }
    }
  }

  /** The sink of an account, unless it was forgotten, and perhaps came again. */
  private Optional<SinkCursor> known(SinkAccount account) {
    return Optional.ofNullable(sinks.get(account.sink()))
        .filter(sink -> sink.account().start() == account.start());
  }

  // Reading

  /**
   * Records of these numbers cannot be read.
   *
   * @return how many of them were not known to be damaged
   */
  long damaged(long from, long to) {
    long more = damaged.add(from, to);
    if (more > 0) {
      damagedRecords += more;
      state.changed();
    }
    return more;
  }

  // Retention

  /** Sinks that have had nothing of what the log still holds. */
  List<String> atTheOldest() {
    return sinks.values().stream()
        .filter(sink -> sink.nextNumber() <= start())
        .map(sink -> sink.account().sink())
        .toList();
  }

  /**
   * Takes the oldest segment off if it may go: every sink has passed it, or the log is over its
   * limits.
   *
   * @param inNeed whether room is so scarce that progress which is not durable counts as well
   */
  Optional<Segment> removeOldest(LogLimits limits, boolean inNeed) {
    if (segments.size() < 2 || segments.first().sequence() >= snapshotSequence) {
      return Optional.empty();
    }
    Segment oldest = segments.first();
    boolean onlyState = oldest.firstNumber == oldest.endNumber;
    boolean passed =
        onlyState
            || !sinks.isEmpty()
                && sinks.values().stream()
                    .mapToLong(sink -> inNeed ? sink.cursor() : sink.durable.cursor())
                    .allMatch(cursor -> cursor >= oldest.endNumber);
    if (!passed
        && segments.bytes() <= limits.totalBytes()
        && segments.size() <= limits.segments()) {
      return Optional.empty();
    }
    segments.removeFirst();
    if (!passed) {
      expiredRecords += oldest.records;
      sinks.values().forEach(sink -> sink.loseUpTo(start()));
      state.changed();
    }
    return Optional.of(oldest);
  }

  long expiredRecords() {
    return expiredRecords;
  }

  LogStatus status(State logState, String reason, int waitingSources) {
    List<SinkStatus> accounts = new ArrayList<>();
    for (SinkCursor sink : sinks.values()) {
      SinkStatus status = sink.status(segments.recordsFrom(sink.nextNumber()));
      assert end - status.start()
              == status.delivered()
                  + status.rejected()
                  + status.dropped()
                  + status.unselected()
                  + status.lag()
          : status + " in a log that ends at " + end;
      accounts.add(status);
    }
    return new LogStatus(
        logState,
        reason,
        start(),
        end,
        durableEnd,
        segments.bytes(),
        segments.size(),
        damagedRecords,
        expiredRecords,
        waitingSources,
        accounts);
  }
}

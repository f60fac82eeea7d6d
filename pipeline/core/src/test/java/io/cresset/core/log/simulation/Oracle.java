package io.cresset.core.log.simulation;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.OpenedLog;
import io.cresset.core.log.simulation.Numbers.Fate;
import io.cresset.core.log.simulation.Source.Given;
import io.cresset.core.log.simulation.Source.Record;
import io.cresset.core.log.simulation.Violation.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Knows what was given to the log and what the log has promised, and looks whether it holds. */
final class Oracle {
  private static final int SEGMENT_HEADER_BYTES = 72;

  final Numbers numbers = new Numbers();
  final PositionBook positions = new PositionBook(numbers);
  final StateHistory history = new StateHistory();
  final Map<String, SinkBook> sinks = new LinkedHashMap<>();

  private final LogLimits limits;
  private final List<Source> sources;
  private LogStatus last = new LogStatus(LogStatus.State.OK, "", 0, 0, 0, 0, 0, 0, 0, 0, List.of());
  private boolean newSinksStartAtTheOldest;

  /** Bytes or files were changed where they lay, now or earlier in the run. */
  private boolean damaged;

  /**
   * Files were deleted or cut while no log worked in the folder. Then older ones, of which nothing
   * counted any more, may be what is left.
   */
  private boolean filesVanished;

  /** Numbers below this one may be taken by files that cannot be read. */
  private long takenUpTo;

  /** A power cut has brought back a deleted segment: what is damaged there may count twice. */
  private boolean hasComeBack;

  /** Which log it was when it was opened last. */
  private Optional<UUID> id = Optional.empty();

  private long failures;

  /** As many failures had been when all that was written was surely to be seen. */
  private long failuresSeen;

  Oracle(LogLimits limits, List<Source> sources) {
    this.limits = limits;
    this.sources = sources;
  }

  void damaged() {
    damaged = true;
    numbers.progressIsDamaged();
  }

  void filesVanish() {
    filesVanished = true;
  }

  boolean isDamaged() {
    return damaged;
  }

  void taken(long upTo) {
    takenUpTo = Math.max(takenUpTo, upTo);
  }

  // While it runs

  /**
   * @param stateOf the moment of which the state stands there, if that is sure
   * @param failuresBefore as many had been when the write began, which wrote again what they left
   */
  void written(List<Given> batch, OpenedLog log, Optional<Integer> stateOf, long failuresBefore) {
    positions.written(batch, log.group());
    stateOf.ifPresent(moment -> history.written(moment, log.group()));
    failuresSeen = Math.max(failuresSeen, failuresBefore);
    Violation.unless(
        log.status().end() == numbers.end(),
        Rule.NOTHING_DURABLE_IS_LOST,
        () -> "the log ends at " + log.status().end() + " instead of " + numbers.end());
  }

  /** A write or a sync has failed, so that what is seen may not be what was written. */
  void failed() {
    failures++;
  }

  long failures() {
    return failures;
  }

  SinkBook newSink(String name, int slowness, OpenedLog log) {
    SinkBook sink = new SinkBook(name, numbers.end(), slowness, numbers);
    log.feed(name);
    LogStatus status = log.status();
    SinkStatus account = find(status, name).orElseThrow();
    Violation.unless(
        newSinksStartAtTheOldest || account.start() == status.end(),
        Rule.ACCOUNTS_ADD_UP,
        () -> "a new sink does not start at the end: " + status);
    sink.opened(account);
    sink.comesNow(sources);
    sinks.put(name, sink);
    return sink;
  }

  private static Optional<SinkStatus> find(LogStatus status, String sink) {
    return status.sinks().stream().filter(each -> each.sink().equals(sink)).findFirst();
  }

  /** After each step, also one that has ended with the process. */
  void look(OpenedLog log) {
    LogStatus status = log.status();
    positions.durable(log.durableGroup());
    history.durable(log.durableGroup());
    Violation.unless(
        status.durableEnd() >= last.durableEnd()
            && status.durableEnd() <= status.end()
            && status.start() >= last.start()
            && status.start() <= status.end(),
        Rule.NOTHING_DURABLE_IS_LOST,
        () -> "from " + last + " to " + status);
    expired(status);
    Violation.unless(
        hasComeBack || status.damagedRecords() <= numbers.everMissing(),
        Rule.LOSSES_ARE_COUNTED,
        () -> "only " + numbers.everMissing() + " records may be damaged: " + status);
    last = status;
    for (SinkStatus account : status.sinks()) {
      SinkBook sink = sinks.get(account.sink());
      if (sink != null) {
        sink.look(account);
      }
    }
    history.changed(sinks.values().stream().map(SinkBook::account).toList());
  }

  private void expired(LogStatus status) {
    long gone = status.start() - last.start();
    long displaced = status.expiredRecords() - last.expiredRecords();
    Violation.unless(
        displaced >= 0 && displaced <= gone,
        Rule.LOSSES_ARE_COUNTED,
        () -> displaced + " displaced, but " + gone + " are gone: " + status);
    Violation.unless(
        displaced == 0 || last.bytes() > limits.totalBytes() || last.segments() > limits.segments(),
        Rule.RETENTION_KEEPS_WHAT_IS_WANTED,
        () -> displaced + " displaced from " + last);
    boolean inNeed = last.state() == LogStatus.State.FULL;
    Fate reaped = inNeed ? Fate.REAPED_IN_NEED : Fate.REAPED;
    numbers.mark(last.start(), status.start() - displaced, reaped);
    numbers.mark(status.start() - displaced, status.start(), Fate.EXPIRED);
  }

  // When it is opened

  /** How the process before has ended. */
  enum Ending {
    IN_ORDER,
    KILLED,
    POWER_CUT
  }

  /** Records that were in hand may have been written. */
  void ended(List<Given> inHand) {
    positions.maybeWritten(inHand);
  }

  void opened(OpenedLog log, Found found, Ending ending) {
    LogStatus status = log.status();
    List<String> lines = log.lines();
    boolean sure = ending != Ending.POWER_CUT && failures == failuresSeen;
    boolean saidTwice = lines.stream().anyMatch(line -> line.contains("twice"));
    newSinksStartAtTheOldest =
        lines.stream().anyMatch(line -> line.contains("starts at the oldest record"));
    hasComeBack |= status.start() < last.start();
    if (newSinksStartAtTheOldest) {
      numbers.progressIsDamaged();
    }
    records(found, status);
    if (filesVanished && !id.equals(Optional.of(log.id()))) {
      // Nothing was left of the one before, or so little that an older one came back in its place.
      numbers.mark(0, numbers.end(), Fate.HIT);
    }
    id = Optional.of(log.id());
    for (long n = 0; n < numbers.end(); n++) {
      missing(n, n < found.end() && found.has(n), n < status.end());
    }
    if (filesVanished) {
      positions.openedAnew(key -> text(log, key));
    } else if (damaged) {
      positions.openedDamaged(key -> text(log, key), sources, found::has);
    } else {
      positions.opened(key -> text(log, key), sure, found::has, saidTwice);
    }
    for (Source source : sources) {
      if (source.isReplayable) {
        source.resume(text(log, source.name));
      }
    }
    for (long n = status.end(); n < numbers.end(); n++) {
      if (numbers.isGoneForGood(n)) {
        numbers.at(n).ifPresent(r -> sinks.values().forEach(sink -> sink.excuse(r)));
      }
    }
    numbers.truncate(status.end());
    Violation.unless(
        filesVanished || status.end() <= Math.max(numbers.end(), damaged ? takenUpTo : 0),
        Rule.BYTES_ARE_WHAT_WAS_WRITTEN,
        () -> "the log ends behind all that was written: " + status);
    numbers.leaveOutUpTo(status.end());
    for (long n = status.start(); n < status.end(); n++) {
      if (found.has(n)) {
        numbers.mark(n, Fate.PROMISED);
        numbers.at(n).ifPresent(r -> r.source().promised.set(r.index()));
      }
    }
    long promised = last.durableEnd();
    history.opened(status, sure, damaged);
    failuresSeen = failures;
    last = status;
    sinks(log, status, found, promised);
  }

  private boolean goneBefore(long number) {
    return numbers.isOld(number) || numbers.mayBeMissing(number);
  }

  private void records(Found found, LogStatus status) {
    for (Chunk.Frame frame : found.frames()) {
      if (numbers.isOld(frame.firstNumber())) {
        continue;
      }
      byte[] bytes = frame.otlp().toByteArray();
      int at = 0;
      for (long number = frame.firstNumber(); number < frame.endNumber(); number++) {
        long n = number;
        int from = at;
        Optional<Record> record = n < numbers.end() ? numbers.at(n) : Optional.empty();
        byte[] wanted = record.map(Record::bytes).orElse(new byte[0]);
        if (filesVanished && isOther(wanted, bytes, from)) {
          numbers.forget(frame.firstNumber(), frame.endNumber());
          break;
        }
        Violation.unless(
            record.isPresent() && !isOther(wanted, bytes, from),
            Rule.BYTES_ARE_WHAT_WAS_WRITTEN,
            () -> "other bytes at " + n + ", which was " + record + ", in " + status);
        at += wanted.length;
      }
    }
  }

  private static boolean isOther(byte[] wanted, byte[] bytes, int from) {
    return wanted.length == 0
        || from + wanted.length > bytes.length
        || !Arrays.equals(wanted, 0, wanted.length, bytes, from, from + wanted.length);
  }

  private void missing(long number, boolean isThere, boolean isInLog) {
    if (isThere) {
      return;
    }
    Violation.unless(
        !numbers.is(number, Fate.PROMISED) || goneBefore(number),
        Rule.NOTHING_DURABLE_IS_LOST,
        () -> number + " was promised and is not there: " + numbers.at(number));
    if (isInLog && !goneBefore(number)) {
      numbers.mark(number, Fate.LOST);
    }
  }

  private static Optional<String> text(OpenedLog log, String key) {
    return log.position(key).map(b -> new String(b.toByteArray(), StandardCharsets.UTF_8));
  }

  private void sinks(OpenedLog log, LogStatus status, Found found, long promised) {
    for (SinkStatus account : status.sinks()) {
      if (!sinks.containsKey(account.sink())) {
        log.forget(account.sink());
      }
    }
    for (SinkBook sink : sinks.values()) {
      long was = Math.max(sink.start(), sink.cameAt());
      // The file that had its name may be gone, and one be left in which it has not come yet. And
      // one that came after damage, to the oldest, is new again if its name was not durable.
      boolean isForgotten =
          (filesVanished || sink.start() < sink.cameAt()) && find(status, sink.name).isEmpty();
      log.feed(sink.name);
      SinkStatus account = find(log.status(), sink.name).orElseThrow();
      sink.opened(account);
      if (account.start() >= Math.min(was, status.end())) {
        sink.excuseBelow(was);
      }
      for (long n = was; n < Math.min(status.start(), numbers.end()); n++) {
        if (numbers.isGoneForGood(n)) {
          numbers.at(n).ifPresent(sink::excuse);
        }
      }
      for (long n = Math.max(was, status.start()); n < account.start(); n++) {
        long number = n;
        if (n >= promised || isForgotten || (!found.has(n) && numbers.isGoneForGood(n))) {
          numbers.at(n).ifPresent(sink::excuse);
          continue;
        }
        Violation.unless(
            !found.has(n) || numbers.at(n).filter(r -> !sink.had(r)).isEmpty(),
            Rule.PROGRESS_FITS,
            () -> sink.name + " began at " + was + " and skips " + number + ": " + account);
      }
      sink.logEndsAt(status.end());
    }
    history.changed(sinks.values().stream().map(SinkBook::account).toList());
    last = log.status();
  }

  /** Opening reads no more than what can be unsynced, twice, whatever else lies there. */
  void bounded(long readBytes, int files) {
    long enough = 2L * (limits.unsyncedBytes() + limits.segmentBytes());
    long most = (long) files * SEGMENT_HEADER_BYTES + 4 * enough;
    Violation.unless(
        readBytes <= most,
        Rule.OPENS_WITHIN_BOUNDS,
        () -> readBytes + " bytes were read to open " + files + " files, more than " + most);
  }

  // At the end

  /** Everything was durable and delivered: nobody misses anything for which there is no reason. */
  void delivered() {
    if (filesVanished) {
      return;
    }
    for (SinkBook sink : sinks.values()) {
      for (Source source : sources) {
        for (int i = 0; i < (source.isReplayable ? source.given() : source.size()); i++) {
          int index = i;
          Violation.unless(
              sink.isDoneWith(source, i) || (!source.isReplayable && !source.promised.get(i)),
              Rule.NOTHING_DURABLE_IS_LOST,
              () -> sink.name + " never got " + source.name + ":" + index);
        }
      }
    }
  }
}

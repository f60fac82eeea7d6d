package io.cresset.core.log.simulation;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.log.simulation.Numbers.Fate;
import io.cresset.core.log.simulation.Source.Record;
import io.cresset.core.log.simulation.Violation.Rule;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one sink was given, kept apart from what the log says of it. */
final class SinkBook {

  /** A sink's account at one moment. */
  record Account(
      String sink, long start, long cursor, long delivered, long rejected, long unselected) {
    long dropped() {
      return cursor - start - delivered - rejected - unselected;
    }
  }

  final String name;

  /** How seldom it is polled, and how long it takes to answer. */
  final int slowness;

  private final Numbers numbers;
  private final Map<Source, BitSet> had = new HashMap<>();
  private final Map<Source, BitSet> excused = new HashMap<>();
  private long start;
  private long cursor;
  private long resume;
  private long delivered;
  private long rejected;
  private long unselected;
  private Optional<Chunk> inHand = Optional.empty();

  /** Its thread is in the log. */
  boolean isBusy;

  private long cameAt;

  SinkBook(String name, long cameAt, int slowness, Numbers numbers) {
    this.name = name;
    this.cameAt = cameAt;
    this.slowness = slowness;
    this.numbers = numbers;
  }

  Account account() {
    return new Account(name, start, cursor, delivered, rejected, unselected);
  }

  long start() {
    return start;
  }

  /**
   * It came when the log ended here: whatever it is given of before is more than it was promised.
   * That may be what is left of an older sink of its name, if a crash has undone that one's end.
   */
  long cameAt() {
    return cameAt;
  }

  /** A crash has taken what stood behind; these numbers are given again. */
  void logEndsAt(long end) {
    cameAt = Math.min(cameAt, end);
  }

  Optional<Chunk> inHand() {
    return inHand;
  }

  /** The log is opened: the sink goes on from what the log says that it has noted. */
  void opened(SinkStatus status) {
    start = status.start();
    delivered = status.delivered();
    rejected = status.rejected();
    unselected = status.unselected();
    cursor = start + delivered + rejected + unselected + status.dropped();
    resume = start;
    inHand = Optional.empty();
    isBusy = false;
    while (resume < cursor) {
      if (numbers.at(resume).filter(r -> !isDoneWith(r.source(), r.index())).isPresent()) {
        pass(resume + 1);
      } else {
        resume++;
      }
    }
  }

  /** Records that the log has had before the sink came are none of its. */
  void comesNow(Iterable<Source> sources) {
    excuseBelow(start);
    for (Source source : sources) {
      excused.computeIfAbsent(source, _ -> new BitSet()).or(source.promised);
    }
  }

  void excuseBelow(long number) {
    for (long n = 0; n < Math.min(number, numbers.end()); n++) {
      numbers.at(n).ifPresent(this::excuse);
    }
  }

  /** The sink need not get it, nor anybody. */
  void excuse(Record record) {
    excused.computeIfAbsent(record.source(), _ -> new BitSet()).set(record.index());
  }

  boolean had(Record record) {
    return had.getOrDefault(record.source(), new BitSet()).get(record.index());
  }

  /** Whether nothing more is to be expected of a record. */
  boolean isDoneWith(Source source, int index) {
    return had.getOrDefault(source, new BitSet()).get(index)
        || excused.getOrDefault(source, new BitSet()).get(index);
  }

  void polled(Chunk chunk) {
    if (inHand.isPresent()) {
      Violation.unless(
          chunk.firstNumber() == cursor && chunk.endNumber() == inHand.get().endNumber(),
          Rule.IN_ORDER_AND_ONCE,
          () -> name + " got another chunk before it had answered for the first");
      return;
    }
    Violation.unless(
        chunk.firstNumber() >= resume,
        Rule.IN_ORDER_AND_ONCE,
        () -> name + " at " + resume + " got " + chunk.firstNumber() + " again");
    pass(chunk.firstNumber());
    cursor = chunk.firstNumber();
    long next = cursor;
    for (Chunk.Frame frame : chunk.frames()) {
      pass(Math.max(next, frame.firstNumber()));
      if (!numbers.isOld(frame.firstNumber()) && numbers.isKnown(frame.firstNumber())) {
        look(frame);
      }
      next = frame.endNumber();
      resume = next;
    }
    inHand = Optional.of(chunk);
  }

  /** Numbers up to this one do not come any more. */
  private void pass(long upTo) {
    for (; resume < upTo; resume++) {
      long number = resume;
      Violation.unless(
          number < cameAt || numbers.mayBeMissing(number),
          numbers.is(number, Fate.REAPED)
              ? Rule.RETENTION_KEEPS_WHAT_IS_WANTED
              : Rule.NOTHING_DURABLE_IS_LOST,
          () -> name + " did not get " + number + ", which is " + numbers.at(number));
      if (numbers.isGoneForGood(number)) {
        numbers.at(number).ifPresent(this::excuse);
      }
    }
  }

  private void look(Chunk.Frame frame) {
    byte[] bytes = frame.otlp().toByteArray();
    int at = 0;
    for (long number = frame.firstNumber(); number < frame.endNumber(); number++) {
      long n = number;
      int from = at;
      byte[] wanted =
          numbers.end() > n ? numbers.at(n).map(Record::bytes).orElse(new byte[0]) : bytes;
      Violation.unless(
          numbers.end() > n
              && from + wanted.length <= bytes.length
              && Arrays.equals(wanted, 0, wanted.length, bytes, from, from + wanted.length),
          Rule.BYTES_ARE_WHAT_WAS_WRITTEN,
          () -> name + " got other bytes at " + n);
      at += wanted.length;
    }
    Violation.unless(
        at == bytes.length,
        Rule.BYTES_ARE_WHAT_WAS_WRITTEN,
        () -> name + " got more bytes than records at " + frame.firstNumber());
  }

  void committed(long upTo, long rejectedMore, long unselectedMore) {
    Chunk chunk = inHand.orElseThrow();
    long present = 0;
    long rest = chunk.endNumber();
    for (Chunk.Frame frame : chunk.frames()) {
      for (long n = Math.max(cursor, frame.firstNumber()); n < frame.endNumber(); n++) {
        if (n < upTo) {
          present++;
          numbers
              .at(n)
              .ifPresent(r -> had.computeIfAbsent(r.source(), _ -> new BitSet()).set(r.index()));
        } else {
          rest = Math.min(rest, n);
        }
      }
    }
    delivered += present - rejectedMore - unselectedMore;
    rejected += rejectedMore;
    unselected += unselectedMore;
    if (upTo == chunk.endNumber()) {
      inHand = Optional.empty();
      cursor = resume;
    } else {
      cursor = rest;
    }
  }

  /** Compares with what the log says, and takes over what it says is lost. */
  void look(SinkStatus status) {
    if (resume == start && status.start() > start) {
      // It came while records were written that stand before it does.
      start = status.start();
      cursor = start;
      for (; resume < start; resume++) {
        numbers.at(resume).ifPresent(this::excuse);
      }
    }
    Violation.unless(
        status.start() == start
            && status.delivered() == delivered
            && status.rejected() == rejected
            && status.unselected() == unselected,
        Rule.ACCOUNTS_ADD_UP,
        () -> status + ", but it was " + account());
    long handEnd = inHand.map(Chunk::endNumber).orElse(cursor);
    long answered = start + delivered + rejected + unselected;
    // What is dropped between the cursor and the end in hand is only counted when that is answered.
    long known = answered + status.dropped() + handEnd - cursor;
    Violation.unless(
        known >= resume,
        Rule.ACCOUNTS_ADD_UP,
        () -> status + " goes back: it was " + account() + " up to " + resume);
    pass(known);
    if (inHand.isEmpty()) {
      cursor = resume;
    }
  }
}

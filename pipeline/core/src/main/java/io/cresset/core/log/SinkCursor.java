package io.cresset.core.log;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.LogStatus.SinkStatus;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/** Where one sink is in the log. Guarded by the log's lock. */
final class SinkCursor {

  /** A chunk that was handed out, and when its frames were taken. */
  record InHand(Chunk chunk, long[] takenUnixNanos) {
    long endNumber() {
      return chunk.endNumber();
    }
  }

  private SinkAccount account;
  private Optional<InHand> inHand = Optional.empty();

  /**
   * Where the sink goes on behind what it has in hand: further than that chunk's end when retention
   * took what lay between. What it has in hand is not lost with the file.
   */
  private long resumeAt;

  /** When the oldest record was taken that is not answered for, as far as it is known. */
  private long oldestUnixNanos;

  /** The account as of the last state frame that is durable. */
  SinkAccount durable;

  /** Signalled when the log has published as many bytes as {@link #wakeAtBytes}. */
  final Condition arrived;

  long wakeAtBytes = Long.MAX_VALUE;
  boolean forgotten;

  /** Whether a state frame tells of it. */
  private boolean isWritten;

  /** For how long sources wait for it while it takes nothing. */
  long holdNanos;

  /** When it last took something, or got something to take after it had had all. */
  private long movedNanos;

  SinkCursor(SinkAccount account, long oldestUnixNanos, long nowNanos, Condition arrived) {
    this.account = account;
    this.durable = account;
    this.resumeAt = account.cursor();
    this.oldestUnixNanos = oldestUnixNanos;
    this.movedNanos = nowNanos;
    this.arrived = arrived;
  }

  boolean isWritten() {
    return isWritten;
  }

  void written() {
    isWritten = true;
  }

  /** A sink that was given nothing yet is given what comes from a number on. */
  void startsAt(long number) {
    account = SinkAccount.startingAt(account.sink(), number);
    durable = account;
    resumeAt = number;
  }

  SinkAccount account() {
    return account;
  }

  long cursor() {
    return account.cursor();
  }

  /** The first number that is neither answered for nor in hand. */
  long nextNumber() {
    return resumeAt;
  }

  /** A record has come, and the sink was given all before it. */
  void sees(long takenUnixNanos, long nowNanos) {
    oldestUnixNanos = takenUnixNanos;
    if (inHand.isEmpty()) {
      movedNanos = nowNanos;
    }
  }

  /** It was waiting for a record to come, or has taken some. */
  void moved(long nowNanos) {
    movedNanos = nowNanos;
  }

  /** For how long sources still wait for it if it takes nothing; not positive: no more. */
  long holdsForNanos(long nowNanos) {
    return movedNanos - nowNanos + holdNanos;
  }

  void handOut(InHand chunk) {
    assert inHand.isEmpty() && chunk.chunk().firstNumber() == account.cursor();
    inHand = Optional.of(chunk);
    resumeAt = chunk.endNumber();
    oldestUnixNanos = chunk.takenUnixNanos()[0];
  }

  /** What is left of the chunk in hand. */
  Optional<Chunk> inHand() {
    return inHand.map(InHand::chunk);
  }

  /**
   * @return false if that changed nothing
   */
  boolean commit(long upTo, long rejected, long unselected) {
    if (upTo == account.cursor() && rejected == 0 && unselected == 0) {
      return false;
    }
    if (inHand.isEmpty() || upTo < account.cursor() || upTo > inHand.get().endNumber()) {
      throw new IllegalArgumentException(
          account.sink() + " commits up to " + upTo + ", which it was not given");
    }
    Chunk chunk = inHand.get().chunk();
    long present = chunk.presentIn(account.cursor(), upTo);
    long delivered = present - rejected - unselected;
    if (rejected < 0 || unselected < 0 || delivered < 0) {
      throw new IllegalArgumentException(
          account.sink()
              + " rejects "
              + rejected
              + " and does not want "
              + unselected
              + " of "
              + present
              + " records");
    }
    account = account.answered(upTo, delivered, rejected, unselected);
    if (upTo == chunk.endNumber()) {
      inHand = Optional.empty();
      account = account.lostUpTo(resumeAt);
    } else {
      inHand = Optional.of(rest(inHand.get(), upTo));
      oldestUnixNanos = inHand.get().takenUnixNanos()[0];
      // A number between two frames is nobody's: the sink cannot answer for it later.
      account = account.lostUpTo(inHand.get().chunk().firstNumber());
    }
    return true;
  }

  private static InHand rest(InHand whole, long from) {
    int skip = 0;
    while (whole.chunk().frames().get(skip).endNumber() <= from) {
      skip++;
    }
    var frames = whole.chunk().frames().subList(skip, whole.chunk().frames().size());
    long[] taken =
        java.util.Arrays.copyOfRange(whole.takenUnixNanos(), skip, whole.takenUnixNanos().length);
    return new InHand(
        new Chunk(whole.chunk().signal(), Math.max(from, frames.getFirst().firstNumber()), frames),
        taken);
  }

  /** Records below a number are gone: those that this sink has neither had nor in hand are lost. */
  void loseUpTo(long number) {
    if (number <= resumeAt) {
      return;
    }
    resumeAt = number;
    if (inHand.isEmpty()) {
      account = account.lostUpTo(number);
    }
  }

  /**
   * @param lagBehind records in the log from {@link #nextNumber()} on
   */
  SinkStatus status(long lagBehind) {
    long handEnd = inHand.map(InHand::endNumber).orElse(account.cursor());
    long lag = handEnd - account.cursor() + lagBehind;
    return account.status(resumeAt - handEnd, lag, lag == 0 ? 0 : oldestUnixNanos);
  }

  /** How many records it would give up now. */
  long lag(long lagBehind) {
    return inHand.map(InHand::endNumber).orElse(account.cursor()) - account.cursor() + lagBehind;
  }
}

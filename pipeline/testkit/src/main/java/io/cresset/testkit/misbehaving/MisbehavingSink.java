package io.cresset.testkit.misbehaving;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A sink with the habit that a test gives it. What hangs does so until {@link #letGo}. */
public final class MisbehavingSink implements Sink {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final int MEGABYTE_CHARS = 1 << 20;

  private final SinkHabit habit;
  private final Set<Signal> signals;
  private final Time time;
  private final Hang hang = new Hang();
  private final AtomicLong sends = new AtomicLong();

  public MisbehavingSink(SinkHabit habit, Set<Signal> signals, Time time) {
    this.habit = habit;
    this.signals = Set.copyOf(signals);
    this.time = time;
  }

  /** Ends everything that hangs. */
  public void letGo() {
    hang.letGo();
  }

  /** How often something was sent. */
  public long sends() {
    return sends.get();
  }

  @Override
  public Set<Signal> signals() {
    return signals;
  }

  @Override
  public void start() {
    promise(SinkHabit.HANGS_IN_START, SinkHabit.THROWS_IN_START);
  }

  @Override
  public void close() {
    hang.close();
    promise(SinkHabit.HANGS_IN_CLOSE, SinkHabit.THROWS_IN_CLOSE);
  }

  private void promise(SinkHabit toHang, SinkHabit toThrow) {
    if (habit == toHang) {
      hang.stay();
    }
    if (habit == toThrow) {
      throw new IllegalStateException("misbehaves: " + habit);
    }
  }

  @Override
  public Outcome send(Chunk chunk) throws InterruptedException {
    long send = sends.incrementAndGet();
    return switch (habit) {
      case HANGS -> {
        hang.stay();
        yield Outcome.delivered();
      }
      case SPINS -> {
        hang.spin();
        yield Outcome.delivered();
      }
      case THROWS,
          THROWS_UNPRINTABLE,
          OVERFLOWS_THE_STACK,
          RUNS_OUT_OF_MEMORY,
          LACKS_A_CLASS,
          INTERRUPTS_ITSELF ->
          throw failure();
      case ANSWERS_NULL, ANSWERS_WITH_NULLS -> nothing();
      case REJECTS_OTHERS, REFUSES_TOO_MANY, REFUSES_TOO_FEW -> refusal(chunk);
      case ANSWERS_BEYOND_THE_END ->
          new Outcome.Partial(Long.MAX_VALUE, List.of(), Duration.ZERO, "beyond the end");
      case ANSWERS_BEFORE_THE_BEGINNING ->
          new Outcome.Partial(Long.MIN_VALUE, List.of(), Duration.ZERO, "before the beginning");
      case RETRIES_IN_THE_PAST -> new Outcome.RetryAfter(Duration.ofDays(-365), "a year ago");
      case RETRIES_AT_THE_END_OF_TIME -> new Outcome.RetryAfter(FOR_EVER, "not in this life");
      case MEGABYTE_REASON -> Outcome.retry("y\n".repeat(MEGABYTE_CHARS / 2));
      case NEW_REASON_EACH_TIME -> {
        String reason = "because of " + Long.toString(send, 36).replaceAll("\\d", "x") + send;
        yield new Outcome.Done(List.of(), chunk.recordCount(), reason);
      }
      case DAWDLES -> {
        time.sleep(1_000_000_000);
        yield Outcome.delivered();
      }
      case HANGS_IN_START, HANGS_IN_CLOSE, THROWS_IN_START, THROWS_IN_CLOSE -> Outcome.delivered();
    };
  }

  /** As from code that no null checker has seen. */
  @SuppressWarnings("NullAway")
  private Outcome nothing() {
    return habit == SinkHabit.ANSWERS_NULL ? null : new Outcome.RetryAfter(null, null);
  }

  private Outcome refusal(Chunk chunk) {
    return switch (habit) {
      case REJECTS_OTHERS ->
          new Outcome.Done(
              List.of(
                  new Outcome.Rejection(chunk.endNumber() + 5, chunk.endNumber() + 9, "not sent"),
                  new Outcome.Rejection(Long.MIN_VALUE, Long.MAX_VALUE, "everything"),
                  new Outcome.Rejection(chunk.firstNumber(), chunk.endNumber(), "twice")),
              0,
              "");
      case REFUSES_TOO_MANY -> new Outcome.Done(List.of(), Long.MAX_VALUE, "too many");
      default -> new Outcome.Done(List.of(), -5, "too few");
    };
  }

  @SuppressWarnings("InfiniteRecursion") // That is what it is for.
  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  private RuntimeException failure() throws InterruptedException {
    switch (habit) {
      case OVERFLOWS_THE_STACK -> {
        int _ = deeper(0);
      }
      case RUNS_OUT_OF_MEMORY -> throw new OutOfMemoryError("misbehaves");
      case LACKS_A_CLASS -> throw new NoClassDefFoundError("com/example/Missing");
      case INTERRUPTS_ITSELF -> throw new InterruptedException("misbehaves");
      case THROWS_UNPRINTABLE -> throw new Unprintable();
      default -> {
        // Like this:
      }
    }
    return new IllegalStateException("misbehaves: " + habit);
  }
}

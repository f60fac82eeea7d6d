package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Signal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A sink that answers as told, then with success, and writes down what was sent when. */
final class ScriptedSink implements Sink {

  /** What to do with a chunk. */
  interface Answer {
    Outcome to(Chunk chunk) throws InterruptedException;
  }

  /**
   * @param range first number and the number past the last
   */
  record Sent(String range, long atNanos) {}

  private final Time time;
  private final Queue<Answer> answers;
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean overlapped;

  ScriptedSink(Time time, Answer... answers) {
    this.time = time;
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.LOGS);
  }

  @Override
  public Outcome send(Chunk chunk) throws InterruptedException {
    overlapped |= inFlight.incrementAndGet() > 1;
    try {
      sent.add(new Sent(chunk.firstNumber() + ".." + chunk.endNumber(), time.monotonicNanos()));
      Answer answer = answers.poll();
      return answer == null ? Outcome.delivered() : answer.to(chunk);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  @Override
  public void close() {}

  List<String> ranges() {
    return sent.stream().map(Sent::range).toList();
  }

  long lastNanos() {
    return sent.getLast().atNanos();
  }

  int count() {
    return sent.size();
  }

  boolean overlapped() {
    return overlapped;
  }
}

package io.cresset.core.log;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The read side of a {@link SegmentedLog} for one sink. */
final class LogFeed implements Feed {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final SegmentedLog log;
  private final SinkCursor sink;
  private final Time time;
  private final FeedReader reader;

  // Guarded by the log's lock
  private boolean polling;
  private boolean replaced;

  LogFeed(SegmentedLog log, SinkCursor sink) {
    this.log = log;
    this.sink = sink;
    this.time = log.time;
    this.reader = new FeedReader(log);
  }

  @Override
  public Optional<Chunk> poll(int maxBytes, Duration linger, Duration limit)
      throws InterruptedException {
    log.lock.lockInterruptibly();
    try {
      checkUsable();
      polling = true;
    } finally {
      log.lock.unlock();
    }
    try {
      return next(maxBytes, linger, limit);
    } finally {
      log.lock.lock();
      try {
        polling = false;
        if (replaced) {
          reader.close();
        }
      } finally {
        log.lock.unlock();
      }
    }
  }

  /** Another feed goes on where this one is, whose thread may hang in a disk for ever. */
  void replace() {
    log.lock.lock();
    try {
      replaced = true;
      sink.arrived.signalAll();
      if (!polling) {
        reader.close();
      }
    } finally {
      log.lock.unlock();
    }
  }

  private Optional<Chunk> next(int maxBytes, Duration linger, Duration limit)
      throws InterruptedException {
    long deadline = time.monotonicNanos() + limit.toNanos();
    OptionalLong lingerDeadline = OptionalLong.empty();
    Assembly assembly = new Assembly(maxBytes);
    while (true) {
      Optional<FeedReader.Span> span;
      log.lock.lockInterruptibly();
      try {
        checkUsable();
        if (sink.inHand().isPresent()) {
          return sink.inHand();
        }
        span = nextSpan(assembly);
        if (span.isEmpty()) {
          long now = time.monotonicNanos();
          if (lingerDeadline.isEmpty() && !assembly.isEmpty()) {
            lingerDeadline = OptionalLong.of(now + linger.toNanos());
          }
          long until = assembly.isEmpty() ? deadline : lingerDeadline.orElse(deadline);
          if (assembly.isFull() || until - now <= 0) {
            return handOut(assembly);
          }
          sink.wakeAtBytes = log.ledger.publishedBytes() + assembly.missingBytes();
          if (assembly.isEmpty()) {
            sink.wakeAtBytes = log.ledger.publishedBytes() + 1;
          }
          time.await(log.lock, sink.arrived, until - now);
        }
      } finally {
        log.lock.unlock();
      }
      if (span.isPresent()) {
        read(span.get(), assembly, deadline);
      }
    }
  }

  /** What is to be read next; empty if that is all for now. The caller holds the lock. */
  private Optional<FeedReader.Span> nextSpan(Assembly assembly) {
    assembly.startAt(sink.nextNumber());
    if (assembly.isEmpty() && assembly.next() > sink.nextNumber()) {
      // Nothing but lost records so far: they are answered for here and now.
      sink.loseUpTo(assembly.next());
      log.ledger.state.changed();
      log.work.signalAll();
      assembly.startAt(sink.nextNumber());
    }
    if (assembly.isFull()) {
      return Optional.empty();
    }
    return log.ledger
        .segments
        .of(assembly.next())
        .map(
            segment ->
                new FeedReader.Span(
                    segment, segment.bytes, segment.durableBytes, segment.endNumber));
  }

  private Optional<Chunk> handOut(Assembly assembly) {
    if (assembly.isEmpty()) {
      return Optional.empty();
    }
    SinkCursor.InHand chunk = assembly.finish(log.signal);
    if (chunk.chunk().firstNumber() > sink.cursor()) {
      sink.loseUpTo(chunk.chunk().firstNumber());
      log.ledger.state.changed();
    }
    sink.handOut(chunk);
    return sink.inHand();
  }

  private void read(FeedReader.Span span, Assembly assembly, long deadline)
      throws InterruptedException {
    FeedReader.Result result = reader.read(span, assembly);
    if (result == FeedReader.Result.DONE) {
      return;
    }
    if (!assembly.isEmpty()) {
      assembly.close();
      return;
    }
    log.lock.lockInterruptibly();
    try {
      if (result == FeedReader.Result.GONE && log.ledger.segments.contains(span.segment())) {
        log.damaged(assembly.next(), span.endNumber());
        assembly.skipTo(span.endNumber());
      } else if (result != FeedReader.Result.GONE && !log.isClosed()) {
        long now = time.monotonicNanos();
        long wait = Math.min(RETRY_NANOS, deadline - now);
        if (wait <= 0) {
          assembly.close();
        }
        time.await(log.lock, log.durable, wait);
      }
    } finally {
      log.lock.unlock();
    }
  }

  @Override
  public void commit(long upTo, long rejected, long unselected) {
    log.lock.lock();
    try {
      checkUsable();
      if (sink.commit(upTo, rejected, unselected)) {
        sink.moved(time.monotonicNanos());
        log.passed.signalAll();
        log.ledger.state.changed();
        log.work.signalAll();
      }
    } finally {
      log.lock.unlock();
    }
  }

  private void checkUsable() {
    if (log.isClosed()) {
      throw new IllegalStateException("the log of " + log.name() + " is closed");
    }
    if (replaced) {
      throw new IllegalStateException(
          "the feed of " + sink.account().sink() + " was given to somebody else");
    }
    if (sink.forgotten) {
      throw new IllegalStateException(sink.account().sink() + " was forgotten by the log");
    }
  }

  void close() {
    reader.close();
  }
}

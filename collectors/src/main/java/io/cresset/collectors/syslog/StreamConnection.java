package io.cresset.collectors.syslog;

import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.TaskBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection, from its acceptance to its end. Emits whenever nothing more has come, or a batch
 * is full. While emitting blocks it does not read, so that the sender feels the pressure. Ends when
 * the sender closes, however it does; a line without an end is then a line too. When its instance
 * retires it is left to the next one, open and with what came of a line.
 */
final class StreamConnection implements TaskBody, AutoCloseable {
  /** In place of a time: it is busy, with what has come. */
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final Link link;
  private final Peer peer;
  private final ListenAddress address;
  private final Shared shared;
  private final int placeBytes;
  private final LineReader reader;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Since when it waits for its sender, by the monotonic clock. */
  private final AtomicLong waitingSinceNanos;

  private volatile boolean opened;

  /** Whether its task has begun. */
  private volatile boolean begun;

  /** Whether a limit in time has ended it. */
  private volatile boolean overdue;

  /** Whether it goes on in the next instance. */
  private boolean left;

  /**
   * @param placeBytes what was taken of {@link Shared#places}, which this gives back
   */
  StreamConnection(Link link, Peer peer, ListenAddress address, Shared shared, int placeBytes) {
    this.link = link;
    this.peer = peer;
    this.address = address;
    this.shared = shared;
    this.placeBytes = placeBytes;
    this.waitingSinceNanos = new AtomicLong(shared.time().monotonicNanos());
    this.reader =
        new LineReader(
            new TcpFrames((int) shared.config().maxLineBytes().bytes(), shared.bufferBytes()),
            shared.parser(),
            peer,
            shared.counts());
  }

  /** One that an earlier instance has left. */
  StreamConnection(LeftConnection before, Peer peer, Shared shared, int placeBytes) {
    this.link = before.link();
    this.peer = peer;
    this.address = before.address();
    this.shared = shared;
    this.placeBytes = placeBytes;
    this.waitingSinceNanos = new AtomicLong(shared.time().monotonicNanos());
    this.reader = before.reader().movedTo(shared, peer);
    this.opened = true;
  }

  Peer peer() {
    return peer;
  }

  @Override
  public void run(Emitter out) throws InterruptedException {
    begun = true;
    try (LineBatch batch = new LineBatch(out, shared.turns())) {
      run(batch, out);
    } finally {
      if (left) {
        leave();
      } else {
        reader.close();
        close();
      }
    }
  }

  private void leave() {
    if (closed.compareAndSet(false, true)) {
      shared.connections().remove(this);
      shared.places().free(placeBytes);
      shared.left().add(new LeftConnection(address, link, reader));
    } else {
      reader.close();
    }
  }

  private void run(LineBatch batch, Emitter out) throws InterruptedException {
    try {
      if (!opened) {
        link.open();
      }
      // In this order, so that the handshake's time never counts as the sender's silence.
      waitingSinceNanos.set(shared.time().monotonicNanos());
      opened = true;
      out.ready();
      read(batch);
    } catch (HandshakeFailure e) {
      failed(e.reason());
    } catch (ClosedByInterruptException e) {
      // What was read is still taken from a task that was cancelled.
      end(batch);
      throw new InterruptedException("interrupted while reading from " + peer.address());
    } catch (IOException e) {
      if (!opened && overdue) {
        failed(HandshakeFailure.Reason.TIMEOUT);
      }
      shared
          .logger()
          .log(System.Logger.Level.DEBUG, "{0} broke off: {1}", peer.address(), e.getMessage());
      end(batch);
    }
  }

  private void failed(HandshakeFailure.Reason reason) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted in a handshake with " + peer.address());
    }
    HandshakeFailure.Reason why = overdue ? HandshakeFailure.Reason.TIMEOUT : reason;
    shared.counts().handshakeFailed(why);
    shared
        .logger()
        .log(
            System.Logger.Level.WARNING,
            "no TLS with {0} on {1}: {2}",
            peer.address(),
            address,
            why.words());
  }

  private void read(LineBatch batch) throws IOException, InterruptedException {
    link.setPauseMillis(shared.pauseMillis());
    boolean mayBeLeft = link.pauses();
    if (!mayBeLeft && shared.isRetiring()) {
      link.retire();
    }
    while (!mayBeLeft || !shared.isRetiring()) {
      ByteBuffer room = reader.room();
      waitingSinceNanos.setOpaque(shared.time().monotonicNanos());
      int count = link.read(room);
      while (count == 0 && !shared.isRetiring()) {
        link.setPauseMillis(shared.pauseMillis());
        count = link.read(room);
      }
      waitingSinceNanos.setOpaque(NOT_WAITING);
      if (count < 0) {
        end(batch);
        return;
      }
      received(count, batch);
      if (room.hasRemaining() ? !isMoreAtHand() : !link.hasMore()) {
        batch.flush();
      }
    }
    // Also if an interrupt comes while this is handed over: nothing has touched the connection.
    left = true;
    batch.flush();
  }

  private void received(int count, LineBatch batch) throws InterruptedException {
    reader.received(count);
    long now = shared.time().unixNanos();
    while (reader.next(now) instanceof Line line) {
      batch.add(line);
    }
  }

  /** A TLS record fills no buffer, and more than one may have come. */
  private boolean isMoreAtHand() throws IOException {
    return address instanceof ListenAddress.Tls && link.hasMore();
  }

  /** Takes what is left when nothing more can come. */
  private void end(LineBatch batch) throws InterruptedException {
    if (reader.last(shared.time().unixNanos()) instanceof Line line) {
      batch.add(line);
    }
    batch.flush();
  }

  /**
   * Ends it if its sender has been silent for too long: within the handshake, or after it.
   *
   * @param handshakeNanos, idleNanos the limits; 0 for none
   */
  void closeIfOverdue(long nowNanos, long handshakeNanos, long idleNanos) {
    boolean wasOpened = opened;
    long since = waitingSinceNanos.get();
    long limit = wasOpened ? idleNanos : handshakeNanos;
    if (since == NOT_WAITING || limit == 0 || nowNanos - since < limit) {
      return;
    }
    overdue = true;
    if (wasOpened) {
      shared.counts().closedIdle();
      shared
          .logger()
          .log(
              System.Logger.Level.INFO,
              "closed the connection of {0} on {1}: silent for longer than idle_timeout",
              peer.address(),
              address);
    }
    close();
  }

  /**
   * One that cannot be left to the next instance tells its sender that this is the end; what that
   * sends until it has noticed is still read. The others notice by themselves.
   */
  void retire() {
    if (!opened || link.pauses()) {
      return;
    }
    try {
      link.retire();
    } catch (IOException e) {
      shared
          .logger()
          .log(System.Logger.Level.DEBUG, "{0} broke off: {1}", peer.address(), e.getMessage());
    }
  }

  /** What its task would do, if it had ended before it began. */
  void endUnbegun() {
    if (!begun && opened && shared.isRetiring()) {
      leave();
    } else {
      close();
    }
  }

  /** Closes the connection and gives its place free. May be called twice, by any thread. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    shared.connections().remove(this);
    shared.places().free(placeBytes);
    try {
      link.close();
    } catch (IOException e) {
      shared
          .logger()
          .log(System.Logger.Level.DEBUG, "{0} not closed: {1}", peer.address(), e.getMessage());
    }
  }
}

package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Legacy;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of one address: taken over from the instance before this one, else opened;
 * waited for; and left to the instance after this one with what the kernel holds, or closed.
 */
final class BoundSocket<T extends SelectableChannel> implements AutoCloseable {
  /** How soon one that is to retire sees that it may end. */
  private static final long LOOK_MILLIS = 10;

  private final String key;
  private final Class<T> type;
  private final Legacy left;
  private final AtomicReference<Optional<Kept>> inherited;
  private volatile @Nullable Selector waiting;
  private volatile boolean retiring;

  /**
   * A socket from one instance to the next.
   *
   * @param afterwards what remains to be done once it is closed
   */
  private record Kept(SelectableChannel channel, Runnable afterwards) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
      afterwards.run();
    }
  }

  /** What is done with the socket. Everything is called by the thread that listens. */
  interface Use<T> {

    /** A new socket, not blocking or blocking. */
    T open() throws CollectFailure, IOException;

    /** It is there, new or from the instance before. */
    void opened(T channel) throws CollectFailure, IOException, InterruptedException;

    /** Takes what has come, without waiting. */
    void take(T channel) throws IOException, InterruptedException;

    /** Whether nothing is gained by going on once it is to retire. */
    boolean mayEnd();

    /** Takes the last: a program that ends, or an address that is gone, has no next instance. */
    void end(T channel) throws IOException, InterruptedException;

    /** It was closed. */
    void closed();
  }

  /** Takes the socket over if there is one. Called from the collector's start. */
  BoundSocket(ListenAddress address, Class<T> type, CollectorContext context) {
    this.key = address.toString();
    this.type = type;
    this.left = context.left();
    this.inherited = new AtomicReference<>(context.inherited().take(key, Kept.class));
  }

  /**
   * Uses the socket until {@link #retire}, after which it is left as it is, or an interrupt, after
   * which it is closed.
   *
   * @param operations what to wait for, of {@link java.nio.channels.SelectionKey}
   */
  void use(int operations, Use<T> use) throws CollectFailure, IOException, InterruptedException {
    Optional<Kept> before = inherited.getAndSet(Optional.empty());
    Kept socket = before.isPresent() ? before.get() : new Kept(use.open(), use::closed);
    boolean stays = false;
    try (Selector selector = Selector.open()) {
      T channel = type.cast(socket.channel());
      channel.configureBlocking(false);
      channel.register(selector, operations);
      waiting = selector;
      use.opened(channel);
      while (!Thread.interrupted() && !(retiring && use.mayEnd())) {
        use.take(channel);
        selector.select(retiring ? LOOK_MILLIS : 0);
        selector.selectedKeys().clear();
      }
      use.end(channel);
      if (!retiring) {
        throw new InterruptedException("interrupted while listening on " + key);
      }
      stays = true;
    } finally {
      waiting = null;
      if (!stays) {
        socket.close();
      }
    }
    // After the selector has let go of it.
    left.leave(key, socket);
  }

  /** Lets {@link #use} return as soon as it may end. Called by any thread. */
  void retire() {
    retiring = true;
    Selector selector = waiting;
    if (selector != null) {
      selector.wakeup();
    }
  }

  /** Passes on what was taken over and never used, or closes it if there is no successor. */
  @Override
  public void close() {
    inherited.getAndSet(Optional.empty()).ifPresent(kept -> left.leave(key, kept));
  }
}

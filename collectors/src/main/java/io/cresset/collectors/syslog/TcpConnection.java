package io.cresset.collectors.syslog;

import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.TaskBody;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;

/**
 * One TCP connection, from its acceptance to its end. Emits whenever nothing more has come, or a
 * batch is full. While emitting blocks it does not read, so that the sender feels the pressure.
 * Ends when the sender closes, however it does; a line without an end is then a line too.
 */
final class TcpConnection implements TaskBody, AutoCloseable {
  private static final int KEEP_IDLE_SECONDS = 60;
  private static final int KEEP_INTERVAL_SECONDS = 15;
  private static final int KEEP_PROBES = 4;

  private final SocketChannel channel;
  private final InetSocketAddress sender;
  private final Shared shared;
  private final LineReader reader;
  private final AtomicBoolean closed = new AtomicBoolean();

  TcpConnection(SocketChannel channel, InetSocketAddress sender, Shared shared) {
    this.channel = channel;
    this.sender = sender;
    this.shared = shared;
    this.reader =
        new LineReader(
            new TcpFrames((int) shared.config().maxLineBytes().bytes(), shared.bufferBytes()),
            shared.parser(),
            shared.peer(sender.getAddress(), Peer.TCP),
            shared.counts());
  }

  @Override
  public void run(Emitter out) throws InterruptedException {
    try (LineBatch batch = new LineBatch(out, shared.turns())) {
      run(batch, out);
    } finally {
      reader.close();
      close();
    }
  }

  private void run(LineBatch batch, Emitter out) throws InterruptedException {
    try {
      keepAlive();
      out.ready();
      read(batch);
    } catch (ClosedByInterruptException e) {
      // What was read is still taken from a task that was cancelled.
      end(batch);
      throw new InterruptedException("interrupted while reading from " + sender);
    } catch (IOException e) {
      shared.logger().log(System.Logger.Level.DEBUG, "{0} broke off: {1}", sender, e.getMessage());
      end(batch);
    }
  }

  /** A peer that vanished without a word shall give its place free in minutes, not in hours. */
  private void keepAlive() throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_PROBES);
    }
  }

  private void read(LineBatch batch) throws IOException, InterruptedException {
    while (true) {
      ByteBuffer room = reader.room();
      int count = channel.read(room);
      if (count < 0) {
        end(batch);
        return;
      }
      reader.received(count);
      long now = shared.time().unixNanos();
      while (reader.next(now) instanceof Line line) {
        batch.add(line);
      }
      if (room.hasRemaining() || channel.socket().getInputStream().available() == 0) {
        batch.flush();
      }
    }
  }

  /** Takes what is left when nothing more can come. */
  private void end(LineBatch batch) throws InterruptedException {
    if (reader.last(shared.time().unixNanos()) instanceof Line line) {
      batch.add(line);
    }
    batch.flush();
  }

  /** Closes the connection and gives its place free. May be called twice, by any thread. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    shared.connections().remove(this);
    shared.counts().connectionClosed();
    try {
      channel.close();
    } catch (IOException e) {
      shared.logger().log(System.Logger.Level.DEBUG, "{0} not closed: {1}", sender, e.getMessage());
    }
  }
}

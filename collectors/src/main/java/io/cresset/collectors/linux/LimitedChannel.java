package io.cresset.collectors.linux;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A connection by TCP or a Unix socket that waits no longer for its other end than a limit, each
 * time: a service that was stopped still takes connections and never answers. Whoever interrupts
 * the thread closes it.
 */
public final class LimitedChannel implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final Duration limit;

  private LimitedChannel(SocketChannel channel, Selector selector, Duration limit) {
    this.channel = channel;
    this.selector = selector;
    this.limit = limit;
  }

  /**
   * @param limit of each wait: for the connection, for room to write, for something to read
   * @throws SocketTimeoutException if nobody takes the connection within the limit
   */
  public static LimitedChannel connect(SocketAddress address, Duration limit) throws IOException {
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    try {
      LimitedChannel limited = new LimitedChannel(channel, Selector.open(), limit);
      limited.open(address);
      return limited;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void open(SocketAddress address) throws IOException {
    try {
      channel.configureBlocking(false);
      channel.register(selector, 0);
      if (!channel.connect(address)) {
        do {
          await(SelectionKey.OP_CONNECT);
        } while (!channel.finishConnect());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Reads something.
   *
   * @return how many bytes; -1 at the end
   * @throws SocketTimeoutException if there is nothing within the limit
   */
  public int read(ByteBuffer bytes) throws IOException {
    int read = channel.read(bytes);
    while (read == 0 && bytes.hasRemaining()) {
      await(SelectionKey.OP_READ);
      read = channel.read(bytes);
    }
    return read;
  }

  /**
   * Writes all.
   *
   * @throws SocketTimeoutException if nobody takes anything within the limit
   */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  private void await(int operation) throws IOException {
    channel.keyFor(selector).interestOps(operation);
    selector.selectedKeys().clear();
    int ready = selector.select(limit.toMillis());
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    }
    if (ready == 0) {
      throw new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}

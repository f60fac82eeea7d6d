package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Emitter;
import io.cresset.api.config.DataSize;
import io.cresset.api.config.SocketAddressSpec;
import io.cresset.api.model.ByteSlice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One UDP socket (RFC 5426): a datagram is a line. Waits for the first, takes what else is there
 * without waiting, emits, and waits again: a batch is as large as the load makes it, and no line
 * waits for another.
 */
final class UdpListener implements Listener {
  /** The largest payload that UDP can carry is smaller. */
  private static final int DATAGRAM_BYTES = 64 * 1024;

  /** Lines live in blocks of this size, until a line no longer fits. About a batch. */
  private static final int BLOCK_BYTES = 256 * 1024;

  private final ListenAddress address;
  private final SocketAddressSpec spec;
  private final Shared shared;
  private final BoundSocket<DatagramChannel> socket;
  private final AtomicBoolean bufferTold = new AtomicBoolean();

  UdpListener(ListenAddress.Udp address, Shared shared, BoundSocket<DatagramChannel> socket) {
    this.socket = socket;
    this.address = address;
    this.spec = address.at();
    this.shared = shared;
  }

  @Override
  public void run(Emitter out) throws CollectFailure, InterruptedException {
    // One socket fills one batch, and must not wait for the connections' turn: its kernel drops.
    try (LineBatch batch = new LineBatch(out, new Semaphore(1))) {
      socket.use(SelectionKey.OP_READ, new Receiving(out, batch));
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted while listening on " + spec);
    } catch (IOException e) {
      throw new CollectFailure(
          CollectFailure.Kind.UNREACHABLE, "cannot read " + spec + ": " + e.getMessage(), "", e);
    }
  }

  private final class Receiving implements BoundSocket.Use<DatagramChannel> {
    private final Emitter out;
    private final Reader reader;

    Receiving(Emitter out, LineBatch batch) {
      this.out = out;
      this.reader = new Reader(shared, batch);
    }

    @Override
    public DatagramChannel open() throws CollectFailure, IOException {
      InetSocketAddress to = Binding.resolve(spec);
      DatagramChannel channel = DatagramChannel.open(Binding.family(to));
      try {
        // Before it is bound, so that no burst meets the default.
        askForBuffer(channel);
        channel.bind(to);
        shared.listening(address, spec.scheme(), (InetSocketAddress) channel.getLocalAddress());
        return channel;
      } catch (IOException e) {
        channel.close();
        throw Binding.failure(spec, e);
      }
    }

    @Override
    public void opened(DatagramChannel channel) throws IOException {
      shared.listeningOn(address, channel.getLocalAddress());
      askForBuffer(channel);
      tellBuffer(channel);
      out.ready();
    }

    @Override
    public void take(DatagramChannel channel) throws IOException, InterruptedException {
      reader.drain(channel, BLOCK_BYTES);
    }

    /** Connections that are slow to go hold up the next instance, and a kernel holds little. */
    @Override
    public boolean mayEnd() {
      return shared.connections().isEmpty();
    }

    /** What the kernel holds has arrived; more than it can hold has not, however fast it comes. */
    @Override
    public void end(DatagramChannel channel) throws IOException, InterruptedException {
      reader.drain(channel, shared.config().receiveBuffer().bytes());
    }

    @Override
    public void closed() {}
  }

  private void askForBuffer(DatagramChannel channel) throws IOException {
    channel.setOption(
        StandardSocketOptions.SO_RCVBUF, (int) shared.config().receiveBuffer().bytes());
  }

  private void tellBuffer(DatagramChannel channel) throws IOException {
    int asked = (int) shared.config().receiveBuffer().bytes();
    int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    if (granted < asked && bufferTold.compareAndSet(false, true)) {
      shared
          .logger()
          .log(
              System.Logger.Level.INFO,
              ("%s has a receive buffer of %s, not of %s: bursts beyond it are lost."
                      + " To allow more: sysctl -w net.core.rmem_max=%d")
                  .formatted(spec, new DataSize(granted), new DataSize(asked), asked));
    }
  }

  @Override
  public void retire() {
    socket.retire();
  }

  @Override
  public void close() {
    socket.close();
  }

  /** The hot loop and what it needs between two datagrams. */
  private static final class Reader {
    private final Shared shared;
    private final LineBatch batch;
    private final SyslogParser parser;
    private final PeerCache peers;
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    private byte[] block = new byte[BLOCK_BYTES];
    private int used;

    Reader(Shared shared, LineBatch batch) {
      this.shared = shared;
      this.batch = batch;
      this.parser = shared.parser();
      this.peers = new PeerCache(address -> shared.peer(address, Peer.UDP));
    }

    /**
     * Takes what has come, without waiting for more, up to about so many bytes: so the clock is
     * looked at and an interrupt is noticed also while datagrams never stop coming.
     */
    void drain(DatagramChannel channel, long mostBytes) throws IOException, InterruptedException {
      long now = shared.time().unixNanos();
      long left = mostBytes;
      while (left > 0 && channel.receive(datagram) instanceof InetSocketAddress sender) {
        datagram.flip();
        left -= Math.max(datagram.limit(), 1);
        int length = withoutTerminator(datagram);
        if (length > 0) {
          batch.add(parser.parse(kept(length), peers.get(sender.getAddress()), now));
        }
        datagram.clear();
      }
      batch.flush();
    }

    /** The datagram's bytes where they may stay. */
    private ByteSlice kept(int length) {
      if (block.length - used < length) {
        block = new byte[BLOCK_BYTES];
        used = 0;
      }
      datagram.get(0, block, used, length);
      ByteSlice kept = ByteSlice.of(block, used, length);
      used += length;
      return kept;
    }

    /**
     * Some senders end a datagram as if it were a line in a file or a C string, or fill it up with
     * NUL.
     */
    private static int withoutTerminator(ByteBuffer datagram) {
      int end = datagram.limit();
      while (end > 0 && (datagram.get(end - 1) == 0 || datagram.get(end - 1) == '\n')) {
        end--;
        if (end > 0 && datagram.get(end) == '\n' && datagram.get(end - 1) == '\r') {
          end--;
        }
      }
      return end;
    }
  }
}

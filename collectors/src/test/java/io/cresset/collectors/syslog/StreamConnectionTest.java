package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Receipt;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Batch;
import io.cresset.api.model.Resource;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A connection whose emitter does not take everything at once. */
class StreamConnectionTest {
  private static final byte[] LINE =
      "<13>Jan  2 03:04:05 h t: a line of which many are sent\n".getBytes(StandardCharsets.UTF_8);

  /** Far more than the socket buffers of both ends hold. */
  private static final long MORE_THAN_BUFFERS_HOLD_BYTES = 256L << 20;

  private final CountDownLatch opened = new CountDownLatch(1);
  private final AtomicInteger emits = new AtomicInteger();
  private final AtomicLong records = new AtomicLong();
  private final Map<String, Long> dropped = new ConcurrentHashMap<>();

  private final Emitter emitter =
      new Emitter() {
        @Override
        public Receipt emit(Batch batch) throws InterruptedException {
          emits.incrementAndGet();
          opened.await();
          records.addAndGet(batch.recordCount());
          return Receipt.NOTHING_TO_KEEP;
        }

        @Override
        public void ready() {}

        @Override
        public void dropped(String reason, long count) {
          dropped.merge(reason, count, Long::sum);
        }
      };

  private final Shared shared =
      new Shared(
          new TestConfig("tcp://127.0.0.1:0").build(),
          new FakeTime(),
          new RecordingLogger(),
          new ResourceCache(Resource.of(Attributes.of(Resource.HOST_NAME, "collector"))),
          Clocks.of(new TestConfig("tcp://127.0.0.1:0").build(), ZoneOffset.UTC));

  private StreamConnection connection(SocketChannel channel) throws IOException {
    InetSocketAddress sender = (InetSocketAddress) channel.getRemoteAddress();
    assertThat(shared.places().take(Places.PLAIN_BYTES)).isNull();
    return new StreamConnection(
        new PlainLink(channel),
        shared.peer(sender.getAddress(), Peer.TCP),
        ListenAddress.parse("tcp://127.0.0.1:0"),
        shared,
        Places.PLAIN_BYTES);
  }

  private Thread run(StreamConnection connection) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                connection.run(emitter);
              } catch (InterruptedException e) {
                dropped.merge("interrupted", 1L, Long::sum);
              }
            });
  }

  /** Sends a line, waits for it to be emitted, then sends until the peer's window has closed. */
  private long sendUntilHeldBack(SocketChannel sender) throws IOException {
    ByteBuffer line = ByteBuffer.wrap(LINE);
    sender.write(line);
    Eventually.holds("a first batch", () -> emits.get() == 1);
    sender.configureBlocking(false);
    long sent = LINE.length;
    do {
      if (!line.hasRemaining()) {
        line.rewind();
      }
      int count = sender.write(line);
      if (count == 0) {
        return sent;
      }
      sent += count;
    } while (sent < MORE_THAN_BUFFERS_HOLD_BYTES);
    throw new AssertionError("not held back after " + sent + " bytes");
  }

  @Test
  void aFullLogHoldsTheSenderBackAndLosesNothing() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel sender = SocketChannel.open(server.getLocalAddress())) {
        Thread body = run(connection(server.accept()));
        long sent = sendUntilHeldBack(sender);
        assertThat(emits).hasValue(1);
        assertThat(records).hasValue(0);
        opened.countDown();
        long whole = (sent + LINE.length - 1) / LINE.length;
        sender.shutdownOutput();
        Eventually.holds("all lines, the last cut off", () -> records.get() == whole);
        Eventually.holds("the body ends", () -> !body.isAlive());
        assertThat(dropped).isEmpty();
      }
    }
  }

  /** Otherwise a full log and many senders fill the heap. */
  @Test
  void onlyAFewOfManySendersHoldABatch() throws Exception {
    int senders = 40;
    int turns = shared.turns().availablePermits();
    List<SocketChannel> open = new ArrayList<>();
    List<Thread> bodies = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < senders; i++) {
        SocketChannel sender = SocketChannel.open(server.getLocalAddress());
        open.add(sender);
        bodies.add(run(connection(server.accept())));
        sender.write(ByteBuffer.wrap(LINE));
      }
      Eventually.holds(
          "all others wait for a turn",
          () -> shared.turns().getQueueLength() == senders - turns && emits.get() == turns);
      opened.countDown();
      Eventually.holds("all lines", () -> records.get() == senders);
      for (SocketChannel sender : open) {
        sender.close();
      }
      Eventually.holds("the bodies end", () -> bodies.stream().noneMatch(Thread::isAlive));
    }
    assertThat(shared.turns().availablePermits()).isEqualTo(turns);
    assertThat(dropped).isEmpty();
  }

  @Test
  void anInterruptEndsABodyThatIsHeldBack() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel sender = SocketChannel.open(server.getLocalAddress())) {
        Thread body = run(connection(server.accept()));
        sendUntilHeldBack(sender);
        body.interrupt();
        Eventually.holds("the body ends", () -> !body.isAlive());
        assertThat(dropped).containsEntry("interrupted", 1L);
      }
    }
  }

  @Test
  void aBodyThatIsStartedAgainAfterItsConnectionEndedReturns() throws Exception {
    opened.countDown();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel sender = SocketChannel.open(server.getLocalAddress());
      StreamConnection connection = connection(server.accept());
      sender.close();
      connection.run(emitter);
      connection.run(emitter);
      connection.close();
      assertThat(emits).hasValue(0);
    }
  }
}

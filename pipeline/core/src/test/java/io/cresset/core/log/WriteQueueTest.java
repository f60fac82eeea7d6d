package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One that floods the queue leaves the others their turn. */
class WriteQueueTest {
  private static final int ROOM_BYTES = 64 << 10;
  private static final LogLimits SMALL =
      new LogLimits(1 << 20, 4 << 10, 4096, ROOM_BYTES, 64 << 10, 2 << 10);

  private final ReentrantLock lock = new ReentrantLock();
  private final WriteQueue queue = new WriteQueue(SMALL, lock.newCondition());
  private ThreadedLog log;

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  WriteQueueTest() {}

  @BeforeEach
  void open() throws LogFolderUnavailable {
    log =
        ThreadedLog.open(
            new MemoryDisk(),
            OpenedLog.FOLDER,
            Signal.LOGS,
            SMALL,
            new FakeTime(),
            new RecordingLogger());
    lock.lock();
  }

  @AfterEach
  void close() {
    lock.unlock();
    log.close();
  }

  private Taken batch(int bytes) {
    ByteSlice otlp = ByteSlice.of(new byte[bytes]);
    return new Taken(log, new EncodedBatch(Signal.LOGS, otlp, 1, PositionMoves.none()));
  }

  @Test
  void whoComesDoesNotPassWhoWaits() {
    queue.add(batch(ROOM_BYTES / 2));
    Taken large = batch(ROOM_BYTES * 3 / 4);
    Taken small = batch(10);
    assertThat(queue.hasRoomFor(large)).isFalse();
    queue.lineUp(large);
    assertThat(queue.hasRoomFor(small)).as("it would fit, but another waits").isFalse();
    queue.lineUp(small);

    queue.takeGroup();
    queue.written(1);
    assertThat(queue.hasRoomFor(small)).isFalse();
    assertThat(queue.hasRoomFor(large)).isTrue();
    queue.add(large);
    queue.leaveLine(large);
    assertThat(queue.hasRoomFor(small)).isTrue();
  }

  @Test
  void whoGivesUpKeepsNobodyWaiting() {
    queue.add(batch(ROOM_BYTES / 2));
    Taken large = batch(ROOM_BYTES);
    queue.lineUp(large);
    Taken small = batch(10);
    assertThat(queue.hasRoomFor(small)).isFalse();
    queue.leaveLine(large);
    assertThat(queue.hasRoomFor(small)).isTrue();
  }
}

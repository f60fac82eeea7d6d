package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.Receipt;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link DurableLog} keeps while it is open. A subclass says how one is opened. */
abstract class LogContract {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<DurableLog> opened = new ArrayList<>();

  /** Opens the log of {@link Signal#LOGS}. */
  protected abstract DurableLog openLog() throws Exception;

  final DurableLog open() throws Exception {
    DurableLog log = openLog();
    opened.add(log);
    return log;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(DurableLog::close);
  }

  @Test
  void aNewLogIsEmptyAndFine() throws Exception {
    DurableLog log = open();
    LogStatus status = log.status();
    assertThat(log.signal()).isEqualTo(Signal.LOGS);
    assertThat(status.state()).isEqualTo(LogStatus.State.OK);
    assertThat(status.end()).isEqualTo(status.start()).isEqualTo(status.durableEnd());
    assertThat(status.sinks()).isEmpty();
  }

  @Test
  void aReceiptIsDoneOnceWhatItCoversIsDurable() throws Exception {
    DurableLog log = open();
    Receipt receipt = log.append(TestRecords.batch(1, 10));
    assertThat(receipt.awaitDurable(LIMIT)).isTrue();
    assertThat(receipt.isDurable()).isTrue();
    LogStatus status = log.status();
    assertThat(status.end() - status.start()).isEqualTo(10);
    assertThat(status.durableEnd()).isEqualTo(status.end());
  }

  @Test
  void aBatchWithoutRecordsOrPositionsIsDurableAtOnce() throws Exception {
    assertThat(open().append(TestRecords.batch(0, 0)).isDurable()).isTrue();
  }

  @Test
  void aBatchThatIsTooLargeIsRefusedWhole() throws Exception {
    DurableLog log = open();
    EncodedBatch largest =
        new EncodedBatch(
            Signal.LOGS,
            ByteSlice.of(new byte[DurableLog.MAX_PAYLOAD_BYTES]),
            1,
            PositionMoves.none());
    EncodedBatch tooLarge =
        new EncodedBatch(
            Signal.LOGS,
            ByteSlice.of(new byte[DurableLog.MAX_PAYLOAD_BYTES + 1]),
            1,
            PositionMoves.none());
    assertThatThrownBy(() -> log.append(tooLarge)).isInstanceOf(IllegalArgumentException.class);
    assertThat(log.append(largest).awaitDurable(LIMIT)).isTrue();
    assertThat(log.status().end() - log.status().start()).isEqualTo(1);
  }

  @Test
  void aBatchOfTheOtherSignalIsRefused() throws Exception {
    DurableLog log = open();
    EncodedBatch metrics =
        new EncodedBatch(Signal.METRICS, ByteSlice.of(new byte[] {1, 2}), 1, PositionMoves.none());
    assertThatThrownBy(() -> log.append(metrics)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recordsOfManyThreadsAllComeOutEachThreadsInOrder() throws Exception {
    DurableLog log = open();
    Feed feed = log.feed("sink");
    int threads = 4;
    int batches = 50;
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long base = t * 1_000_000L;
      running.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < batches; i++) {
                      try {
                        log.append(TestRecords.batch(base + i * 3L, 3));
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                  }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    List<Long> ids = FeedContract.drain(feed, threads * batches * 3);
    for (int t = 0; t < threads; t++) {
      long base = t * 1_000_000L;
      assertThat(ids.stream().filter(id -> id / 1_000_000L * 1_000_000L == base).toList())
          .containsExactlyElementsOf(FeedContract.range(base, base + batches * 3L));
    }
  }

  @Test
  void aNewSinkOnALogWithRecordsStartsAtItsEnd() throws Exception {
    DurableLog log = open();
    assertThat(log.append(TestRecords.batch(0, 10)).awaitDurable(LIMIT)).isTrue();
    Feed feed = log.feed("late");
    log.append(TestRecords.batch(10, 5));
    assertThat(FeedContract.drain(feed, 5)).containsExactlyElementsOf(FeedContract.range(10, 15));
    assertThat(log.status().sinks().getFirst().start()).isEqualTo(log.status().end() - 5);
  }

  @Test
  void closingTwiceDoesNothingAndAClosedLogTakesNothing() throws Exception {
    DurableLog log = open();
    log.append(TestRecords.batch(0, 1));
    log.close();
    log.close();
    assertThatThrownBy(() -> log.append(TestRecords.batch(1, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptedAppendTakesNothingAndHarmsNothing() throws Exception {
    DurableLog log = open();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> log.append(TestRecords.batch(0, 1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(log.append(TestRecords.batch(1, 1)).awaitDurable(LIMIT)).isTrue();
    assertThat(log.status().end() - log.status().start()).isEqualTo(1);
  }

  @Test
  void aPositionIsTheNewestThatWasTaken() throws Exception {
    DurableLog log = open();
    Receipt taken =
        log.append(TestRecords.batch(1, 1, Map.of("file", Optional.of(TestRecords.bytes("17")))));
    assertThat(log.position("file").map(TestRecords::text)).hasValue("17");
    log.append(TestRecords.position("file", 18));
    log.append(TestRecords.position("other", 1));
    assertThat(log.position("file").map(TestRecords::text)).hasValue("18");
    log.append(TestRecords.batch(0, 0, Map.of("other", Optional.empty())));
    assertThat(log.position("other")).isEmpty();
    assertThat(taken.awaitDurable(LIMIT)).isTrue();
    assertThat(log.position("never")).isEmpty();
    assertThat(log.status().end() - log.status().start()).isEqualTo(1);
  }
}

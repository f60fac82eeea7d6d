package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Receipt;
import io.cresset.api.model.ByteSlice;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every log on disk keeps; opened the second time, it is as it was left the first time. */
abstract class DurableLogContract extends LogContract {

  @Test
  void whatWasTakenIsThereAfterReopening() throws Exception {
    DurableLog log = open();
    Feed before = log.feed("sink");
    for (int i = 0; i < 20; i++) {
      log.append(TestRecords.batch(i * 5L, 5));
    }
    assertThat(before.poll(1 << 20, Duration.ZERO, LIMIT)).isPresent();
    log.close();
    DurableLog again = open();
    assertThat(again.status().end() - again.status().start()).isEqualTo(100);
    assertThat(FeedContract.drain(again.feed("sink"), 100))
        .containsExactlyElementsOf(FeedContract.range(0, 100));
  }

  @Test
  void positionsMoveWithTheirRecordsAndAlone() throws Exception {
    DurableLog log = open();
    log.append(TestRecords.batch(1, 1, Map.of("file", Optional.of(TestRecords.bytes("17")))));
    assertThat(log.position("file").map(TestRecords::text)).hasValue("17");
    log.append(TestRecords.position("file", 18));
    log.append(TestRecords.position("other", 1));
    assertThat(log.position("file").map(TestRecords::text)).hasValue("18");
    Receipt gone = log.append(TestRecords.batch(0, 0, Map.of("other", Optional.empty())));
    assertThat(gone.awaitDurable(LIMIT)).isTrue();
    log.close();
    DurableLog again = open();
    assertThat(again.position("file").map(TestRecords::text)).hasValue("18");
    assertThat(again.position("other")).isEmpty();
    assertThat(again.position("never")).isEmpty();
    assertThat(again.status().end() - again.status().start()).isEqualTo(1);
  }

  @Test
  void positionsAreListedByTheBeginningOfTheirKeys() throws Exception {
    DurableLog log = open();
    log.append(
        TestRecords.batch(
            1,
            1,
            Map.of(
                "files a", Optional.of(TestRecords.bytes("1")),
                "files b", Optional.of(TestRecords.bytes("2")),
                "journal a", Optional.of(TestRecords.bytes("3")))));
    // What was just appended may still be on its way to the writer.
    log.append(TestRecords.batch(0, 0, Map.of("files b", Optional.empty())));
    Receipt moved = log.append(TestRecords.position("files c", 4));
    Map<String, ByteSlice> expected =
        Map.of("files a", TestRecords.bytes("1"), "files c", TestRecords.bytes("4"));
    assertThat(log.positions("files ")).isEqualTo(expected);
    assertThat(log.positions("")).hasSize(3);
    assertThat(log.positions("none")).isEmpty();
    assertThat(moved.awaitDurable(LIMIT)).isTrue();
    log.close();
    assertThat(open().positions("files ")).isEqualTo(expected);
  }

  @Test
  void aForgottenSinkSaysWhatItGivesUpAndStartsAnew() throws Exception {
    DurableLog log = open();
    log.feed("sink");
    assertThat(log.append(TestRecords.batch(0, 10)).awaitDurable(LIMIT)).isTrue();
    assertThat(log.forget("sink")).isEqualTo(10);
    assertThat(log.forget("sink")).isZero();
    assertThat(log.status().sinks()).isEmpty();
    log.close();
    DurableLog again = open();
    assertThat(again.status().sinks()).isEmpty();
    Feed feed = again.feed("sink");
    again.append(TestRecords.batch(10, 1));
    assertThat(FeedContract.drain(feed, 1)).containsExactly(10L);
  }
}

package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a feed of a log on disk keeps; opened the second time, it is as it was left. */
abstract class DurableFeedContract extends FeedContract {

  private void reopen() throws Exception {
    log.close();
    log = openLog();
  }

  @Test
  void progressIsThereAfterReopeningAlsoInTheMiddleOfAFrame() throws Exception {
    Feed feed = log.feed("sink");
    append(0, 10);
    Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    feed.commit(chunk.firstNumber() + 7, 2, 1);
    reopen();
    assertThat(account("sink").delivered()).isEqualTo(4);
    assertThat(account("sink").rejected()).isEqualTo(2);
    assertThat(account("sink").unselected()).isEqualTo(1);
    assertThat(drain(log.feed("sink"), 3)).containsExactlyElementsOf(range(7, 10));
    assertThat(account("sink").lag()).isZero();
    assertThat(account("sink").oldestLagUnixNanos()).isZero();
  }
}

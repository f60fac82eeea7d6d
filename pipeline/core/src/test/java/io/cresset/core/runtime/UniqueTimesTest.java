package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class UniqueTimesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOON = 1_767_355_200L * SECOND;

  private final UniqueTimes unique = new UniqueTimes();

  private static ResourceLogs logs(String host, long... times) {
    List<LogRecord> records = new ArrayList<>();
    for (long time : times) {
      records.add(LogRecord.builder(time, time, Value.of("the same line")).build());
    }
    return new ResourceLogs(Resource.of(Attributes.of(Resource.HOST_NAME, host)), records);
  }

  private List<Long> apply(String host, long... times) {
    LogBatch batch = unique.apply(new LogBatch(List.of(logs(host, times)), PositionMoves.none()));
    return batch.resources().getFirst().records().stream().map(LogRecord::timeUnixNanos).toList();
  }

  @Test
  void aHundredEqualLinesOfOneSecondGetAHundredTimes() {
    List<Long> expected = LongStream.range(0, 100).mapToObj(i -> NOON + i).toList();
    assertThat(apply("a", LongStream.generate(() -> NOON).limit(100).toArray()))
        .isEqualTo(expected);
  }

  @Test
  void goesOnInTheNextBatchAndKnowsStreamsApart() {
    assertThat(apply("a", NOON, NOON)).containsExactly(NOON, NOON + 1);
    assertThat(apply("a", NOON)).containsExactly(NOON + 2);
    assertThat(apply("b", NOON)).containsExactly(NOON);
  }

  @Test
  void anOlderTimeThatComesBackDoesNotCollide() {
    assertThat(apply("a", NOON, NOON, NOON + SECOND, NOON, NOON + SECOND, NOON + 1, NOON))
        .containsExactly(
            NOON, NOON + 1, NOON + SECOND, NOON + 2, NOON + SECOND + 1, NOON + 3, NOON + 4);
  }

  @Test
  void leavesABatchAloneThatNeedsNothing() {
    LogBatch batch = new LogBatch(List.of(logs("a", NOON, NOON + 5)), PositionMoves.none());
    assertThat(unique.apply(batch)).isSameAs(batch);
  }

  @Test
  void remembersABoundedNumberOfStreams() {
    for (int i = 0; i < UniqueTimes.MAX_STREAMS + 100; i++) {
      assertThat(apply("host" + i, NOON)).containsExactly(NOON);
      assertThat(apply("steady", NOON + i)).hasSize(1);
    }
    assertThat(unique.streamCount()).isEqualTo(UniqueTimes.MAX_STREAMS);
    assertThat(apply("steady", NOON)).containsExactly(NOON + UniqueTimes.MAX_STREAMS + 100);
  }

  @Test
  void timesAtTheEndOfTheRangeStayAsTheyAre() {
    assertThat(apply("a", Long.MAX_VALUE, Long.MAX_VALUE, 0, -5))
        .containsExactly(Long.MAX_VALUE, Long.MAX_VALUE, 0L, -5L);
    assertThat(apply("a", Long.MAX_VALUE - 1, Long.MAX_VALUE - 1))
        .containsExactly(Long.MAX_VALUE - 1, Long.MAX_VALUE);
  }

  /**
   * Whatever comes in, as long as no more than the remembered ranges are in use: every time that
   * comes out is new, none is earlier than it was, and one that was free is left alone.
   */
  @RepeatedTest(200)
  void holdsForRandomTimes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int clusters = 1 + random.nextInt(8);
    int width = 1 + random.nextInt(4);
    UniqueTimes.Ranges ranges = new UniqueTimes.Ranges();
    Set<Long> taken = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      long time = NOON + random.nextInt(clusters) * 1_000_000L + random.nextInt(width);
      long given = ranges.take(time);
      long free = time;
      while (taken.contains(free)) {
        free++;
      }
      assertThat(given).isEqualTo(free);
      taken.add(given);
    }
  }
}

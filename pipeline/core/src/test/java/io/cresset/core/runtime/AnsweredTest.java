package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Selection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnsweredTest {
  private static final UUID LOG = new UUID(1, 2);

  /** Records 10 to 19 and 30 to 39, of which the chunk begins at 12. */
  private static final Chunk CHUNK =
      new Chunk(Signal.LOGS, 12, List.of(frame(10, Selection.all()), frame(30, Selection.all())));

  private static Chunk.Frame frame(long first, Selection selection) {
    return new Chunk.Frame(LOG, 1, first, 10, ByteSlice.empty(), selection);
  }

  private static Answered of(Chunk chunk, long upTo, long unattributed, Rejection... refused) {
    return Answered.of(
        chunk,
        new Outcome.Partial(
            upTo, List.of(refused), unattributed, "no: nameless", Duration.ofSeconds(3), "busy"));
  }

  @Test
  void nothingRefused() {
    Answered answered = Answered.of(CHUNK, Outcome.delivered());
    assertThat(answered)
        .isEqualTo(new Answered(40, 18, 0, 0, Map.of(), List.of(), 0, "", Optional.empty()));
  }

  @Test
  void nothingAnsweredFor() {
    Answered answered = Answered.of(CHUNK, Outcome.retry("busy"));
    assertThat(answered)
        .isEqualTo(
            new Answered(
                12,
                0,
                0,
                0,
                Map.of(),
                List.of(),
                0,
                "",
                Optional.of(new Answered.Again(Duration.ZERO, "busy"))));
  }

  @Test
  void aPartIsNeverMoreThanTheChunk() {
    assertThat(of(CHUNK, 5, 0).upTo()).isEqualTo(12);
    assertThat(of(CHUNK, 500, 0).upTo()).isEqualTo(40);
    assertThat(of(CHUNK, 33, 0).sent()).isEqualTo(11);
    assertThat(of(CHUNK, 33, 0).again())
        .contains(new Answered.Again(Duration.ofSeconds(3), "busy"));
  }

  @Test
  void aRecordIsRefusedOnceByTheFirstThatNamesIt() {
    Answered answered =
        of(CHUNK, 40, 0, new Rejection(15, 18, "late: b"), new Rejection(13, 16, "early: a"));
    assertThat(answered.refused()).isEqualTo(5);
    assertThat(answered.reasons()).isEqualTo(Map.of("early", 3L, "late", 2L));
    assertThat(answered.named())
        .containsExactly(new Rejection(13, 16, "early: a"), new Rejection(16, 18, "late: b"));
    assertThat(answered.said()).as("the first that the sink said").isEqualTo("late: b");
  }

  @Test
  void onlyWhatIsThereAndAnsweredForIsRefused() {
    // Before the chunk, in the gap between its frames, and beyond what is answered for.
    Answered answered =
        of(
            CHUNK,
            33,
            0,
            new Rejection(0, 13, "a"),
            new Rejection(21, 25, "b"),
            new Rejection(19, 99, "c"));
    assertThat(answered.reasons()).isEqualTo(Map.of("a", 1L, "c", 4L));
    assertThat(answered.named())
        .containsExactly(new Rejection(12, 13, "a"), new Rejection(19, 33, "c"));
  }

  @Test
  void whatWasNotSentIsUnselectedAndNeverRefused() {
    BitSet even = new BitSet();
    for (int i = 0; i < 10; i += 2) {
      even.set(i);
    }
    Chunk half = new Chunk(Signal.LOGS, 10, List.of(frame(10, Selection.of(even))));
    Answered answered = of(half, 20, 0, new Rejection(11, 12, "x"), new Rejection(12, 16, "y"));
    assertThat(answered.unselected()).isEqualTo(5);
    assertThat(answered.reasons()).isEqualTo(Map.of("y", 2L));
    assertThat(answered.named()).containsExactly(new Rejection(12, 16, "y"));
  }

  @Test
  void moreUnattributedThanWereSentAreAllThatWereSent() {
    Answered answered = of(CHUNK, 40, 1_000, new Rejection(30, 33, "no: 1"));
    assertThat(answered.refused()).isEqualTo(18);
    assertThat(answered.unnamed()).isEqualTo(15);
    assertThat(answered.reasons()).isEqualTo(Map.of("no", 18L));
    assertThat(answered.named()).containsExactly(new Rejection(30, 33, "no: 1"));
    assertThat(of(CHUNK, 40, -5).refused()).isZero();
  }
}

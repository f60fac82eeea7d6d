package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Selection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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

  @Test
  void nothingRefused() {
    Answered answered = Answered.of(CHUNK, 40, List.of(), 0, "");
    assertThat(answered).isEqualTo(new Answered(40, 0, 0, Map.of(), List.of(), ""));
  }

  @Test
  void aRecordIsRefusedOnceByTheFirstThatNamesIt() {
    Answered answered =
        Answered.of(
            CHUNK,
            40,
            List.of(new Rejection(15, 18, "late: b"), new Rejection(13, 16, "early: a")),
            0,
            "");
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
        Answered.of(
            CHUNK,
            33,
            List.of(
                new Rejection(0, 13, "a"), new Rejection(21, 25, "b"), new Rejection(19, 99, "c")),
            0,
            "");
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
    Answered answered =
        Answered.of(
            half, 20, List.of(new Rejection(11, 12, "x"), new Rejection(12, 16, "y")), 0, "");
    assertThat(answered.unselected()).isEqualTo(5);
    assertThat(answered.reasons()).isEqualTo(Map.of("y", 2L));
    assertThat(answered.named()).containsExactly(new Rejection(12, 16, "y"));
  }

  @Test
  void moreUnattributedThanWereSentAreAllThatWereSent() {
    Answered answered =
        Answered.of(CHUNK, 40, List.of(new Rejection(30, 33, "no: 1")), 1_000, "no: 2");
    assertThat(answered.refused()).isEqualTo(18);
    assertThat(answered.reasons()).isEqualTo(Map.of("no", 18L));
    assertThat(answered.named()).containsExactly(new Rejection(30, 33, "no: 1"));
    assertThat(Answered.of(CHUNK, 40, List.of(), -5, "no").refused()).isZero();
  }
}

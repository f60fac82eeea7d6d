package io.cresset.core.rejected;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Signal;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.MemoryLog;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResendTest {
  private static final Refuser LOKI = new Refuser("loki", Signal.LOGS);

  @TempDir private Path folder;
  private final SystemTime time = new SystemTime();
  private final RecordingLogger lines = new RecordingLogger();
  private final RejectedLog log =
      new RejectedLog(
          new RejectedLog.Place() {
            @Override
            public DurableLog open() throws LogFolderUnavailable {
              return ThreadedLog.open(
                  new RealDisk(), folder, Signal.LOGS, LogLimits.ofTotal(1 << 20), time, lines);
            }

            @Override
            public StoredRejected read() throws LogFolderUnavailable {
              return StoredRejected.of(StoredLog.read(new RealDisk(), folder, Signal.LOGS));
            }
          },
          time,
          lines);

  /** What the sink answers, and then that it takes everything. */
  private final Queue<Function<Chunk, Outcome>> answers = new ArrayDeque<>();

  private final List<String> sent = new ArrayList<>();
  private final Delivery delivery = delivery();

  private Delivery delivery() {
    Sink sink =
        new Sink() {
          @Override
          public Set<Signal> signals() {
            return Set.of(Signal.LOGS);
          }

          @Override
          public Outcome send(Chunk chunk) {
            sent.add(
                chunk.frames().stream()
                    .map(frame -> frame.epoch() + "/" + frame.firstNumber())
                    .toList()
                    .toString());
            Function<Chunk, Outcome> answer = answers.poll();
            return answer == null ? Outcome.delivered() : answer.apply(chunk);
          }

          @Override
          public void close() {}
        };
    return new Delivery(
        "loki",
        Signal.LOGS,
        sink,
        List.of(),
        new MemoryLog(Signal.LOGS, time).feed("loki"),
        time,
        lines);
  }

  @BeforeEach
  void refuseFive() throws Exception {
    log.keep("loki", RejectedLogTest.chunk(1, 0, 20), List.of(new Rejection(3, 8, "too_old: 3")));
  }

  @AfterEach
  void close() {
    delivery.close(Duration.ZERO);
    log.close();
  }

  private Resend.Report resend() throws Exception {
    return resend(Which.ALL);
  }

  private Resend.Report resend(Which which) throws Exception {
    return new Resend(log, to -> to.equals(LOKI) ? Optional.of(delivery) : Optional.empty(), time)
        .run(log.read(), which);
  }

  @Test
  void whatIsTakenIsGone() throws Exception {
    Resend.Report report = resend();
    assertThat(report.delivered()).isEqualTo(5);
    assertThat(sent).containsExactly("[1/3, 1/4, 1/5, 1/6, 1/7]");
    assertThat(log.counts()).contains(Map.of());
    assertThat(log.read().counts()).isEmpty();
    assertThat(resend().delivered()).isZero();
    assertThat(sent).hasSize(1);
  }

  @Test
  void onlyWhatWasChosenIsSent() throws Exception {
    assertThat(resend(new Which(Optional.of(Ids.parse("1,3,77")), Optional.empty())).delivered())
        .isEqualTo(2);
    assertThat(sent).containsExactly("[1/4, 1/6]");
    assertThat(log.counts()).contains(Map.of(LOKI, 3L));
  }

  @Test
  void saysWhatIsThere() throws Exception {
    StoredRejected stored = log.read();
    assertThat(Which.ALL.in(stored))
        .isEqualTo(new Which.Found(Ids.parse("0-4"), 5, new Ids(List.of())));
    assertThat(new Which(Optional.of(Ids.parse("3-9,7,1,8-9")), Optional.empty()).in(stored))
        .isEqualTo(new Which.Found(Ids.parse("1,3-4"), 3, Ids.parse("7,8-9")));
    assertThat(new Which(Optional.empty(), Optional.of("other")).in(stored).count()).isZero();
  }

  @Test
  void whatIsRefusedAgainStays() throws Exception {
    answers.add(
        _ ->
            new Outcome.Done(
                List.of(new Rejection(4, 5, "too_old: 4"), new Rejection(7, 900, "too_old: 7")),
                0,
                ""));
    Resend.Report report = resend();
    assertThat(report.delivered()).isEqualTo(3);
    assertThat(report.refused()).isEqualTo(Map.of("too_old", 2L));
    List<Long> left = new ArrayList<>();
    log.read().each((_, record) -> left.add(record.number()));
    assertThat(left).containsExactly(4L, 7L);
  }

  @Test
  void ofARequestOfWhichSomeAreRefusedNobodyKnowsWhichAllStay() throws Exception {
    answers.add(_ -> new Outcome.Done(List.of(), 2, "no"));
    Resend.Report report = resend();
    assertThat(report.delivered()).isZero();
    assertThat(report.unclear()).isEqualTo(Map.of("no", 5L));
    assertThat(log.counts()).contains(Map.of(LOKI, 5L));
  }

  @Test
  void ofARequestAllOfWhichIsRefusedEachIs() throws Exception {
    answers.add(_ -> new Outcome.Done(List.of(), 5, "no"));
    assertThat(resend().refused()).isEqualTo(Map.of("no", 5L));
  }

  @Test
  void aPartThatMayGoOnAtOnceGoesOn() throws Exception {
    answers.add(_ -> new Outcome.Partial(5, List.of(), Duration.ZERO, "smaller"));
    Resend.Report report = resend();
    assertThat(report.delivered()).isEqualTo(5);
    assertThat(sent).containsExactly("[1/3, 1/4, 1/5, 1/6, 1/7]", "[1/5, 1/6, 1/7]");
  }

  @Test
  void whatTakesNothingNowIsNotAskedAgain() throws Exception {
    log.keep("loki", RejectedLogTest.chunk(2, 0, 20), List.of(new Rejection(3, 5, "too_old")));
    answers.add(_ -> Outcome.retry("connection refused"));
    Resend.Report report = resend();
    assertThat(sent).as("another epoch's numbers are another request").hasSize(1);
    assertThat(report.unsent()).isEqualTo(Map.of("connection refused", 7L));
    assertThat(log.counts()).contains(Map.of(LOKI, 7L));
  }

  @Test
  void oneThatIsNotConfiguredAnyMoreIsNamed() throws Exception {
    log.keep("gone", RejectedLogTest.chunk(1, 0, 20), List.of(new Rejection(0, 1, "too_old")));
    Resend.Report report = resend();
    assertThat(report.delivered()).isEqualTo(5);
    assertThat(report.unsent()).isEqualTo(Map.of("gone is not configured for logs", 1L));
  }
}

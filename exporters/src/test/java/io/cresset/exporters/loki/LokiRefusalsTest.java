package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.GATE;
import static io.cresset.exporters.loki.Chunks.NOW;
import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.frame;
import static io.cresset.exporters.loki.Chunks.record;
import static io.cresset.exporters.loki.Chunks.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.exporters.TestContext;
import io.cresset.exporters.loki.ScriptedLoki.Pushed;
import io.cresset.testkit.http.BadHabit;
import io.cresset.testkit.http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which entries are refused, found out from a model of Loki: delivered is what it has stored,
 * rejected what it has not, by number.
 */
final class LokiRefusalsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final Resource OTHER = resource("host.name", "other", "job", "syslog");
  private static final String LONG = "x".repeat(LokiModel.MAX_LINE_BYTES);

  private final TestContext context = new TestContext("loki");

  /** What a delivery would have counted. */
  private static final class Account {
    private final Map<Long, String> rejected = new TreeMap<>();
    private long unattributed;
    private int rounds;
  }

  /** Sends until all is answered for, as a delivery does. */
  private Account deliver(LokiSink sink, Chunk chunk) throws InterruptedException {
    Account account = new Account();
    Chunk rest = chunk;
    while (true) {
      assertThat(++account.rounds).isLessThan(500);
      switch (sink.send(rest)) {
        case Outcome.Done done -> {
          reject(account, done.rejections());
          account.unattributed += done.unattributed();
          return account;
        }
        case Outcome.Partial partial -> {
          reject(account, partial.rejections());
          account.unattributed += partial.unattributed();
          long upTo = partial.upTo();
          assertThat(upTo).isGreaterThan(rest.firstNumber());
          rest =
              new Chunk(
                  Signal.LOGS,
                  upTo,
                  chunk.frames().stream().filter(it -> it.endNumber() > upTo).toList());
        }
        case Outcome.RetryAfter _ -> {}
      }
    }
  }

  private static void reject(Account account, List<Outcome.Rejection> rejections) {
    for (Outcome.Rejection rejection : rejections) {
      for (long n = rejection.firstNumber(); n < rejection.endNumber(); n++) {
        assertThat(account.rejected.put(n, rejection.reason())).isNull();
      }
    }
  }

  private LokiSink sink(ScriptedLoki loki) {
    return new LokiSink(new LokiConfig(loki.url(), HttpSettings.plain(), 1000), context);
  }

  private static LogRecord line(String text, long timeNanos) {
    return record(text).build().withTime(timeNanos);
  }

  /** Lines that are called by their numbers. */
  private static List<LogRecord> good(int count) {
    List<LogRecord> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line(String.valueOf(i), NOW + i));
    }
    return lines;
  }

  private static void tooLong(List<LogRecord> lines, int... numbers) {
    for (int i : numbers) {
      lines.set(i, line(i + LONG, NOW + i));
    }
  }

  private static ScriptedLoki scripted(Function<Pushed, Reply> rule) {
    return new ScriptedLoki(rule);
  }

  @Test
  void oneOfManyIsNamedByLokiItself() throws Exception {
    LokiModel model = new LokiModel(false);
    List<LogRecord> lines = good(10_000);
    tooLong(lines, 7_003);
    try (ScriptedLoki loki = scripted(model::push)) {
      Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
      assertThat(account.rejected)
          .isEqualTo(
              Map.of(
                  7_003L,
                  "line_too_long: max entry size '1000' bytes exceeded while adding an entry with"
                      + " length '1004' bytes"));
      assertThat(account.unattributed).isZero();
      assertThat(model.stored()).hasSize(9_999).doesNotContainKey("7003" + LONG);
      assertThat(model.requests()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "9999, 1", "5000, 1", "7003, 5", "1, 7"})
  void whereItDoesNotSayWhichTheyAreFoundByHalves(int first, int count) throws Exception {
    LokiModel model = new LokiModel(true);
    List<LogRecord> lines = good(10_000);
    Map<Long, String> bad = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int number = (first + i * 1_409) % 10_000;
      tooLong(lines, number);
      bad.put((long) number, "refused: no");
    }
    try (ScriptedLoki loki = scripted(model::push)) {
      Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
      assertThat(account.rejected).isEqualTo(bad);
      assertThat(account.unattributed).isZero();
      assertThat(model.stored()).hasSize(10_000 - count);
      assertThat(model.requests()).isLessThanOrEqualTo(1 + 2 * 14 * count);
    }
  }

  @Test
  void manyAreCountedWithoutBlamingOthers() throws Exception {
    LokiModel model = new LokiModel(true);
    List<LogRecord> lines = good(5_000);
    for (int i = 0; i < 5_000; i += 3) {
      tooLong(lines, i);
    }
    try (ScriptedLoki loki = scripted(model::push)) {
      Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
      assertThat(account.rejected.keySet()).isNotEmpty().allMatch(number -> number % 3 == 0);
      assertThat(account.rejected.size() + account.unattributed).isBetween(1_667L, 5_000L);
      assertThat(model.stored()).hasSize(5_000 - 1_667);
      assertThat(model.requests()).isLessThanOrEqualTo(Culprits.MAX_REQUESTS + 15);
    }
  }

  @Test
  void nothingButBadOnesAreNamedAtOnce() throws Exception {
    LokiModel model = new LokiModel(false);
    List<LogRecord> lines = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      lines.add(line("old " + i, NOW - LokiModel.OLD_NANOS - (1 + i) * 1_000_000L));
    }
    try (ScriptedLoki loki = scripted(model::push)) {
      Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
      assertThat(account.rejected).hasSize(5_000);
      assertThat(account.rejected.get(17L))
          .startsWith("too_old: entry has timestamp too old: 2025-12-26T");
      assertThat(model.requests()).isOne();
    }
  }

  /** Loki says seconds: of two in one second only one is too old. */
  @Test
  void whereItsWordsFitSeveralTheyAreFoundByHalves() throws Exception {
    LokiModel model = new LokiModel(false);
    long limit = NOW - LokiModel.OLD_NANOS;
    List<LogRecord> old = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      old.add(line("old " + i, limit - 2 + i));
    }
    try (ScriptedLoki loki = scripted(model::push)) {
      Account account =
          deliver(
              sink(loki), chunk(new ResourceLogs(GATE, good(100)), new ResourceLogs(OTHER, old)));
      assertThat(account.rejected.keySet()).containsExactly(100L, 101L);
      assertThat(account.unattributed).isZero();
      assertThat(model.stored()).hasSize(102);
      // The others are not sent again.
      assertThat(loki.pushed().stream().skip(1)).allMatch(it -> it.lines().size() <= 2);
    }
  }

  @Test
  void aFailureInBetweenLosesNothingAndCountsNothingTwice() throws Exception {
    for (int failing = 1; failing < 30; failing++) {
      LokiModel model = new LokiModel(true);
      List<LogRecord> lines = good(1_000);
      tooLong(lines, 100, 600, 601);
      int at = failing;
      int[] requests = {0};
      try (ScriptedLoki loki =
          scripted(
              pushed -> {
                Reply reply = model.push(pushed);
                return ++requests[0] == at ? BadHabit.CLOSES : reply;
              })) {
        Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
        assertThat(account.rejected.keySet()).containsExactly(100L, 600L, 601L);
        assertThat(account.unattributed).isZero();
        assertThat(model.stored()).hasSize(997);
      }
    }
  }

  /** With another stream behind it in the request, Loki would say 204. */
  @Test
  void lateEntriesGoAloneSoThatTheirLossIsSeen() throws Exception {
    LokiModel model = new LokiModel(false);
    try (ScriptedLoki loki = scripted(model::push)) {
      LokiSink sink = sink(loki);
      deliver(sink, chunk(new ResourceLogs(GATE, good(1)), new ResourceLogs(OTHER, good(1))));
      Chunk mixed =
          chunk(
              frame(
                  2,
                  new ResourceLogs(
                      GATE, List.of(line("late", NOW - 2 * HOUR), line("in time", NOW + 1))),
                  new ResourceLogs(
                      OTHER,
                      List.of(
                          line("a bit late", NOW - HOUR / 2),
                          line("too late", NOW - 3 * HOUR),
                          line("in time too", NOW + 1)))));
      Account account = deliver(sink, mixed);
      assertThat(account.rejected.keySet()).containsExactly(2L, 5L);
      assertThat(account.rejected.get(2L)).startsWith("too_far_behind: ");
      assertThat(account.unattributed).isZero();
      assertThat(model.stored()).containsOnlyKeys("0", "in time", "a bit late", "in time too");
      assertThat(model.requests()).isEqualTo(1 + 3);
    }
  }

  /** A quiet stream's chunk may span hours; sent again, all of it but the end is far behind. */
  @Test
  void whatWasStoredBeforeAndIsCalledTooFarBehindIsDelivered() throws Exception {
    LokiModel model = new LokiModel(false);
    int[] requests = {0};
    try (ScriptedLoki loki =
        scripted(
            pushed -> {
              Reply reply = model.push(pushed);
              return ++requests[0] == 1 ? BadHabit.CLOSES : reply;
            })) {
      List<LogRecord> lines = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        lines.add(line(String.valueOf(i), NOW - (100 - i) * HOUR / 4));
      }
      Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
      assertThat(account.rounds).isEqualTo(2);
      assertThat(account.rejected).isEmpty();
      assertThat(account.unattributed).isZero();
      assertThat(model.stored()).hasSize(100);
    }
  }

  /** The sender before this one may have sent what it did not come to write down. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsTooFarBehindForAnotherSendersLines(boolean before) throws Exception {
    LokiModel model = new LokiModel(false);
    model.newest("{instance=\"gate\", job=\"syslog\"}", NOW + HOUR);
    if (before) {
      // The records are from a second before this sink began.
      context.fakeTime().advance(Duration.ofSeconds(1));
    }
    try (ScriptedLoki loki = scripted(model::push)) {
      List<LogRecord> lines = good(20);
      for (int i = 0; i < 3; i++) {
        lines.set(i, line(String.valueOf(i), NOW - 1 - i));
      }
      Account account = deliver(sink(loki), chunk(new ResourceLogs(GATE, lines)));
      if (before) {
        assertThat(account.rejected).isEmpty();
      } else {
        assertThat(account.rejected.keySet()).containsExactly(0L, 1L, 2L);
      }
      assertThat(account.unattributed).isZero();
    }
  }

  @Test
  void whateverHappensTheAccountIsThatOfLoki() throws Exception {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      // Hours in a chunk, so that what is sent again is far behind. Then Loki has to say which it
      // means, and to be sent nothing twice: see RATIONALE.
      boolean sparse = random.nextInt(3) == 0;
      LokiModel model = new LokiModel(!sparse && random.nextBoolean());
      try (ScriptedLoki loki =
          scripted(
              pushed ->
                  switch (random.nextInt(30)) {
                    case 0 -> Reply.of(503);
                    case 1 -> Reply.of(429, "ingestion rate limit exceeded for user fake");
                    case 2 -> {
                      if (!sparse) {
                        model.push(pushed);
                      }
                      yield BadHabit.CLOSES;
                    }
                    default -> model.push(pushed);
                  })) {
        LokiSink sink = sink(loki);
        long number = 0;
        long time = NOW - 5 * HOUR;
        for (int round = 0; round < 4; round++) {
          List<Chunk.Frame> frames = new ArrayList<>();
          List<String> lines = new ArrayList<>();
          long first = number;
          for (int f = 0; f < 3; f++) {
            List<ResourceLogs> logs = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
              List<LogRecord> records = new ArrayList<>();
              for (int i = random.nextInt(20); i >= 0; i--) {
                time += sparse ? random.nextLong(HOUR / 60) : 1_000_000;
                String text = "n" + (first + lines.size());
                records.add(
                    switch (random.nextInt(40)) {
                      case 0 -> line(text + LONG, time);
                      case 1 -> line(text, NOW - LokiModel.OLD_NANOS - random.nextLong(HOUR));
                      case 2 -> line(text, NOW + LokiModel.NEW_NANOS + random.nextLong(HOUR));
                      case 3 -> line(text, time - random.nextLong(3 * HOUR));
                      default -> line(text, time);
                    });
                lines.add(records.getLast().body().toString());
              }
              logs.add(new ResourceLogs(random.nextBoolean() ? GATE : OTHER, records));
            }
            Chunk.Frame frame = frame(number, logs.toArray(ResourceLogs[]::new));
            number = frame.endNumber();
            frames.add(frame);
          }
          Account account = deliver(sink, chunk(frames.toArray(Chunk.Frame[]::new)));
          TreeSet<Long> lost = new TreeSet<>();
          for (int i = 0; i < lines.size(); i++) {
            if (!model.stored().containsKey(lines.get(i))) {
              lost.add(first + i);
            }
          }
          assertThat(account.rejected.keySet()).as("seed %d round %d", seed, round).isEqualTo(lost);
          assertThat(account.unattributed).as("seed %d round %d", seed, round).isZero();
        }
      }
    }
  }
}

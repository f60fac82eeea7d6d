package io.cresset.app.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.runtime.DeliveryStatus.State;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.http.BadHabit;
import io.cresset.testkit.http.DeafPort;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every sink against a destination with every bad habit: what is delivered and rejected by the
 * log's account is what the destination has stored and refused by its own.
 */
@Timeout(120)
class BadHabitsTest {
  private static final int RECORDS = 100;
  private static final long LIMIT_NANOS = Duration.ofSeconds(60).toNanos();

  @TempDir Path dir;

  private static List<String> records(int count) {
    return IntStream.range(0, count).mapToObj("good-%06d"::formatted).toList();
  }

  private static void awaitAnswered(Stage stage) {
    Eventually.holds(
        "all is answered for",
        LIMIT_NANOS,
        () -> stage.account().lag() == 0 && stage.status().state() == State.OK);
  }

  private static void hold(Stage stage, Destination destination, int records) {
    SinkStatus account = stage.account();
    assertThat(account.delivered()).isEqualTo(destination.stored().size());
    assertThat(account.rejected()).isEqualTo(destination.refused().size());
    assertThat(account.delivered() + account.rejected()).isEqualTo(records);
    assertThat(account.dropped()).isZero();
    assertThat(stage.status().defects()).isZero();
    assertThat(stage.logged()).noneMatch(line -> line.contains(Stage.SECRET));
  }

  /** Twice, so that the second comes on what the first has left of connections and memory. */
  private void survives(Kind kind, String name, boolean stores, Reply habit) throws Exception {
    try (Destination destination = new Destination(kind, stores, habit, habit);
        Stage stage = new Stage(kind, destination.url(), dir.resolve(name), Stage.TIMEOUT)) {
      stage.append(records(RECORDS));
      stage.start();
      awaitAnswered(stage);
      hold(stage, destination, RECORDS);
      assertThat(destination.requests()).as(name).isGreaterThanOrEqualTo(3);
      assertThat(stage.logged())
          .anyMatch(line -> line.startsWith("WARNING not delivered, will be sent again: "));
      Eventually.holds("it is said", () -> stage.logged().contains("INFO delivers again"));
    }
  }

  private static String inTwoSeconds() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plusSeconds(2).atZone(ZoneOffset.UTC));
  }

  /** All at once, since most of the time they wait. */
  @ParameterizedTest
  @EnumSource
  void nothingIsLostAndNothingBlamedForAHabitOfTheDestination(Kind kind) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (BadHabit habit : BadHabit.values()) {
        for (boolean stores : new boolean[] {true, false}) {
          all.add(
              threads.submit(
                  () -> {
                    survives(kind, habit + "-" + stores, stores, habit);
                    return true;
                  }));
        }
      }
      for (int status : new int[] {401, 403, 404, 407, 408, 429, 500, 502, 503, 504}) {
        all.add(
            threads.submit(
                () -> {
                  survives(kind, "status-" + status, false, Reply.of(status, "not now"));
                  return true;
                }));
      }
      for (String after : new String[] {"1", inTwoSeconds(), "soon", "-1", "0"}) {
        all.add(
            threads.submit(
                () -> {
                  Reply busy = Reply.of(429, "busy", "Retry-After", after);
                  survives(kind, "after-" + after.hashCode(), false, busy);
                  return true;
                }));
      }
    }
    for (Future<?> one : all) {
      one.get();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereNobodyTakesTheConnectionNothingIsLost(Kind kind) throws Exception {
    try (DeafPort nobody = new DeafPort();
        Stage stage = new Stage(kind, nobody.url(), dir.resolve("deaf"), Stage.TIMEOUT)) {
      stage.append(records(RECORDS));
      stage.start();
      Eventually.holds(
          "it is said",
          LIMIT_NANOS,
          () -> stage.status().error().contains("no complete answer within 2 s, while connecting"));
      assertThat(stage.account().lag()).isEqualTo(RECORDS);
      assertThat(stage.account().delivered() + stage.account().rejected()).isZero();
    }
  }

  /** A login must not go where a destination, or who has taken its place, points to. */
  @ParameterizedTest
  @EnumSource
  void redirectsAreNotFollowed(Kind kind) throws Exception {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      try (HttpPeer elsewhere = new HttpPeer();
          Destination destination =
              new Destination(
                  kind,
                  false,
                  Reply.of(status, "", "Location", elsewhere.url() + "/api/v1/write"),
                  // To itself.
                  Reply.of(status, "", "Location", "/"));
          Stage stage =
              new Stage(
                  kind, destination.url(), dir.resolve(kind + "-" + status), Stage.PATIENCE)) {
        stage.append(records(RECORDS));
        stage.start();
        awaitAnswered(stage);
        hold(stage, destination, RECORDS);
        assertThat(destination.requests()).isGreaterThanOrEqualTo(3);
        assertThat(elsewhere.received()).isEmpty();
        assertThat(stage.logged().getFirst())
            .contains(
                "it wants to be asked at " + elsewhere.url(), "set that as exporters.sink.url");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAskedForIsWaited(Kind kind) throws Exception {
    Reply busy = Reply.of(429, "busy", "Retry-After", "2");
    try (Destination destination = new Destination(kind, false, busy);
        Stage stage = new Stage(kind, destination.url(), dir.resolve("wait"), Stage.PATIENCE)) {
      stage.append(records(RECORDS));
      long begin = stage.time().monotonicNanos();
      stage.start();
      awaitAnswered(stage);
      assertThat(stage.time().monotonicNanos() - begin)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
      hold(stage, destination, RECORDS);
    }
  }

  /** By name where the destination allows to find them, else by their number alone. */
  @ParameterizedTest
  @EnumSource
  void whatIsRefusedIsCountedAndTheOthersAreDelivered(Kind kind) throws Exception {
    List<String> texts = new ArrayList<>(records(RECORDS));
    texts.set(17, "bad-000017");
    texts.set(63, "bad-000063");
    try (Destination destination = new Destination(kind, true, Destination.lost());
        Stage stage = new Stage(kind, destination.url(), dir.resolve("refused"), Stage.PATIENCE)) {
      stage.append(texts);
      stage.start();
      awaitAnswered(stage);
      hold(stage, destination, RECORDS);
      assertThat(destination.refused()).containsExactlyInAnyOrder("bad-000017", "bad-000063");
      assertThat(stage.status().rejected().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestsGetSmallerUntilTheyAreTakenAndOneThatIsTooLargeAloneIsRefused(Kind kind)
      throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      texts.add("good-%06d ".formatted(i) + "x".repeat(i == 50 ? 30_000 : 1_000));
    }
    try (Destination destination = new Destination(kind, false);
        Stage stage = new Stage(kind, destination.url(), dir.resolve("large"), Stage.PATIENCE)) {
      stage.append(texts);
      stage.start();
      awaitAnswered(stage);
      SinkStatus account = stage.account();
      assertThat(account.delivered()).isEqualTo(RECORDS - 1).isEqualTo(destination.stored().size());
      assertThat(account.rejected()).isOne();
      assertThat(stage.status().lastRefusal()).startsWith("too_large: ");
      assertThat(destination.stored()).doesNotContain("good-000050");
      int first = destination.requests();
      // What it has learned it keeps: no request is refused for its size now.
      stage.append(texts.subList(0, 12));
      awaitAnswered(stage);
      assertThat(destination.requests() - first).isLessThanOrEqualTo(3);
    }
  }
}

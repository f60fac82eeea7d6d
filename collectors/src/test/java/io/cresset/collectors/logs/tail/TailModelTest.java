package io.cresset.collectors.logs.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.FuzzRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine against a model, on dice: logs are written, rotated in every form, truncated and
 * deleted, while the engine looks now and then, its batches become durable now and then, and it is
 * killed now and then, or away for a while. Every line is in the log once; those of files that were
 * deleted before they were safe at most once.
 */
class TailModelTest {
  private static final Pattern NUMBER = Pattern.compile("<(\\d+)>");

  @TempDir Path folder;

  @Test
  void nothingIsLostAndNothingDoubled() {
    long rounds =
        FuzzRounds.run("the tail engine", 300, dice -> round(dice, false, dice.nextInt(4) != 0));
    assertThat(rounds).isPositive();
  }

  @Test
  void renamedLogsKeepTheirOrder() {
    long rounds = FuzzRounds.run("order in the tail engine", 150, dice -> round(dice, true, true));
    assertThat(rounds).isPositive();
  }

  private void round(Random dice, boolean renamesOnly, boolean watching) throws Exception {
    Path here = Files.createDirectory(folder.resolve("round" + System.identityHashCode(dice)));
    List<WrittenLog> logs = new ArrayList<>();
    for (int i = 0; i <= dice.nextInt(2); i++) {
      logs.add(new WrittenLog(here, (char) ('a' + i) + ".log", dice, renamesOnly));
    }
    StringBuilder trace = new StringBuilder();
    try (Follower follower = new Follower(new TestLayout(here), Follower.SETTINGS, watching)) {
      boolean up = true;
      int next = 0;
      for (int i = 0; i < 60; i++) {
        WrittenLog log = logs.get(dice.nextInt(logs.size()));
        trace.append('\n').append(i).append(": ");
        switch (dice.nextInt(12)) {
          case 0, 1, 2 -> {
            int count = 1 + dice.nextInt(dice.nextInt(10) == 0 ? 200 : 8);
            log.write(next, count);
            trace.append(log.name).append(" writes ").append(next).append(" x ").append(count);
            next += count;
          }
          case 3, 4, 5 -> trace.append(log.name).append(' ').append(log.rotate());
          case 6, 7 -> {
            if (up) {
              trace.append("look");
              look(follower, watching);
              logs.forEach(WrittenLog::looked);
            }
          }
          case 8 -> {
            if (up) {
              trace.append("sync");
              Follower _ = follower.sync();
            }
          }
          case 9 -> {
            if (up && dice.nextInt(4) == 0) {
              trace.append("time passes");
              Follower _ = follower.pass(Duration.ofSeconds(1 + dice.nextInt(15)));
            } else if (up) {
              trace.append("step");
              boolean _ = follower.step();
            }
          }
          case 10 -> {
            if (up) {
              trace.append("down");
              Follower _ = follower.down();
              Set<Integer> safe = new HashSet<>(numbers(follower));
              logs.forEach(it -> it.letGo(safe));
              up = false;
            }
          }
          default -> {
            if (!up) {
              trace.append("up");
              Follower _ = follower.revive();
              up = true;
            }
          }
        }
      }
      if (!up) {
        Follower _ = follower.revive();
      }
      for (WrittenLog log : logs) {
        log.finish();
      }
      Follower _ = follower.pass(Duration.ofSeconds(30));
      trace.append('\n').append(follower.describe());
      check(follower, logs, renamesOnly);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(e.getMessage() + trace, e);
    } finally {
      for (WrittenLog log : logs) {
        log.close();
      }
      delete(here);
    }
  }

  private static void look(Follower follower, boolean watching) throws InterruptedException {
    if (!watching) {
      follower.time.advance(Duration.ofSeconds(3));
    }
    Follower _ = follower.look();
  }

  private static List<Integer> numbers(Follower follower) {
    return numbers(follower.lines().stream());
  }

  private static List<Integer> numbers(Stream<String> lines) {
    List<Integer> numbers = new ArrayList<>();
    lines.forEach(
        line -> {
          Matcher number = NUMBER.matcher(line);
          while (number.find()) {
            numbers.add(Integer.valueOf(number.group(1)));
          }
        });
    return numbers;
  }

  private static void check(Follower follower, List<WrittenLog> logs, boolean ordered) {
    Map<Integer, Integer> seen = new HashMap<>();
    List<Integer> numbers = numbers(follower);
    numbers.forEach(number -> seen.merge(number, 1, Integer::sum));
    Set<Integer> lost = new HashSet<>();
    logs.forEach(log -> lost.addAll(log.written));
    lost.removeAll(seen.keySet());
    logs.forEach(log -> lost.removeAll(log.perhapsLost));
    assertThat(lost).as("lost").isEmpty();
    seen.values().removeIf(count -> count == 1);
    assertThat(seen).as("doubled").isEmpty();
    if (ordered) {
      for (WrittenLog log : logs) {
        for (String stream : List.of("o ", "e ")) {
          List<Integer> of = numbers(follower.lines().stream().filter(it -> it.startsWith(stream)));
          of.retainAll(log.written);
          assertThat(of).as("stream %sof %s", stream, log.name).isSorted();
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }
}

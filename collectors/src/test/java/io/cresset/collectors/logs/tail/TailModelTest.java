package io.cresset.collectors.logs.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.FuzzRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
 * The engine against a model, on dice: logs are written, rotated in every form and several times in
 * one go, truncated, deleted, and led to by links that swing back, and what is new may have an
 * inode that another name had; while the engine looks now and then, its batches become durable now
 * and then, and it is killed now and then, or away for a while. Every line is in the log once;
 * those of files that were deleted before they were safe at most once.
 */
class TailModelTest {
  private static final Pattern NUMBER = Pattern.compile("<(\\d+)>");

  @TempDir Path folder;

  /** What kind of logs there are. */
  private enum Kind {
    ALL_FORMS,
    RENAMES,
    LINKS
  }

  @Test
  void nothingIsLostAndNothingDoubled() {
    long rounds =
        FuzzRounds.run(
            "the tail engine", 300, dice -> round(dice, Kind.ALL_FORMS, dice.nextInt(4) != 0));
    assertThat(rounds).isPositive();
  }

  @Test
  void renamedLogsKeepTheirOrder() {
    long rounds =
        FuzzRounds.run("order in the tail engine", 150, dice -> round(dice, Kind.RENAMES, true));
    assertThat(rounds).isPositive();
  }

  @Test
  void linksThatSwingLeadToWhatWasRead() {
    long rounds =
        FuzzRounds.run(
            "links in the tail engine", 150, dice -> round(dice, Kind.LINKS, dice.nextInt(4) != 0));
    assertThat(rounds).isPositive();
  }

  private static ModelLog log(
      Kind kind, Path round, String name, Numbers numbers, Inodes inodes, Random dice)
      throws IOException {
    Path logs = round.resolve("logs");
    return kind == Kind.LINKS
        ? new LinkedLog(logs, name, round.resolve("elsewhere"), numbers, dice)
        : new WrittenLog(logs, name, numbers, inodes, dice, kind == Kind.RENAMES);
  }

  private void round(Random dice, Kind kind, boolean watching) throws Exception {
    Path here = Files.createDirectory(folder.resolve("round" + System.identityHashCode(dice)));
    Path in = Files.createDirectory(here.resolve("logs"));
    Inodes inodes = new Inodes(Files.createDirectory(here.resolve("free")), dice);
    Path _ = Files.createDirectory(here.resolve("elsewhere"));
    Numbers numbers = new Numbers();
    List<ModelLog> logs = new ArrayList<>();
    for (int i = 0; i <= dice.nextInt(2); i++) {
      logs.add(log(kind, here, (char) ('a' + i) + ".log", numbers, inodes, dice));
    }
    StringBuilder trace = new StringBuilder();
    try (Follower follower = new Follower(new TestLayout(in), Follower.SETTINGS, watching)) {
      boolean up = true;
      for (int i = 0; i < 60; i++) {
        ModelLog log = logs.get(dice.nextInt(logs.size()));
        trace.append('\n').append(i).append(": ");
        switch (dice.nextInt(12)) {
          case 0, 1, 2 -> {
            int count = 1 + dice.nextInt(dice.nextInt(10) == 0 ? 200 : 8);
            trace.append(log.name()).append(' ').append(log.write(count));
          }
          case 3, 4, 5 -> trace.append(log.name()).append(' ').append(log.happen());
          case 6, 7 -> {
            if (up) {
              trace.append("look");
              look(follower, watching);
              logs.forEach(ModelLog::looked);
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
        inodes.held = up;
        if (Boolean.getBoolean("trace")) {
          trace.append("\n").append(follower.describe());
          try (var l = Files.list(in)) {
            trace.append(l.map(f -> f.getFileName() + " " + Stat.of(f)).sorted().toList());
          }
        }
      }
      if (!up) {
        Follower _ = follower.revive();
      }
      inodes.held = true;
      for (ModelLog log : logs) {
        log.finish();
      }
      Follower _ = follower.pass(Duration.ofSeconds(30));
      trace.append('\n').append(follower.describe());
      check(follower, logs, kind == Kind.RENAMES);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(e.getMessage() + trace, e);
    } finally {
      for (ModelLog log : logs) {
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

  private static void check(Follower follower, List<ModelLog> logs, boolean ordered) {
    Map<Integer, Integer> seen = new HashMap<>();
    List<Integer> numbers = numbers(follower);
    numbers.forEach(number -> seen.merge(number, 1, Integer::sum));
    Set<Integer> lost = new HashSet<>();
    logs.forEach(log -> lost.addAll(log.written()));
    lost.removeAll(seen.keySet());
    logs.forEach(log -> lost.removeAll(log.perhapsLost()));
    assertThat(lost).as("lost").isEmpty();
    seen.values().removeIf(count -> count == 1);
    if (follower.counts.shortFiles.get() > 0) {
      logs.stream().filter(ModelLog::isShort).forEach(log -> log.written().forEach(seen::remove));
    }
    assertThat(seen).as("doubled").isEmpty();
    if (ordered) {
      for (ModelLog log : logs) {
        for (String stream : List.of("o ", "e ")) {
          List<Integer> of = numbers(follower.lines().stream().filter(it -> it.startsWith(stream)));
          of.retainAll(log.written());
          assertThat(of).as("stream %sof %s", stream, log.name()).isSorted();
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}

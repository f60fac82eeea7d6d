package io.cresset.core.log.simulation;

import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.State;
import io.cresset.core.log.MemoryDisk;
import io.cresset.core.log.MemoryFaults.AfterFailedForce;
import io.cresset.core.log.MemoryFaults.Operation;
import io.cresset.core.log.MemoryFaults.Stopped;
import io.cresset.core.log.OpenedLog;
import io.cresset.core.log.simulation.Oracle.Ending;
import io.cresset.core.log.simulation.Source.Given;
import io.cresset.core.log.simulation.Violation.Rule;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run: sources, a log and sinks on a disk of which anything may be expected. All of it is
 * played by one thread, so a seed replays it exactly. The roles meet all the same: none may hold
 * the log's lock while it waits for the disk, so within each disk operation of one of them the
 * others take their steps.
 */
final class Simulation {
  private static final int MOST_NESTED = 3;
  private static final int GROUP_BYTES = 2048;
  private static final long FOREVER = Long.MAX_VALUE / 2;

  private final SplittableRandom dice;
  private final Profile profile;
  private final Trace trace;
  private final MemoryDisk disk = new MemoryDisk();
  private final FakeTime time = new FakeTime();
  private final List<Source> sources = new ArrayList<>();
  private final Oracle oracle;
  private final Rot rot;
  private final Sinks sinks;

  /** Given to the log and not yet written, and what the writer has in hand. */
  private final Deque<Given> waiting = new ArrayDeque<>();

  private final List<Given> inHand = new ArrayList<>();

  private Optional<OpenedLog> opened = Optional.empty();
  private boolean writerIsBusy;
  private boolean syncIsBusy;
  private boolean isRestarted;
  private int nested;
  private byte[] someFrames = new byte[0];

  Simulation(long seed, Trace trace) {
    this.dice = new SplittableRandom(seed);
    this.profile = Profile.of(dice);
    this.trace = trace;
    for (int i = 0; i < 1 + dice.nextInt(3); i++) {
      sources.add(new Source("file" + i, true));
    }
    sources.add(new Source("sender", false));
    this.oracle = new Oracle(profile.limits(), sources);
    this.rot = new Rot(disk, oracle, dice.split());
    this.sinks = new Sinks(dice, trace, oracle, this::log);
    trace.event(0, seed, 0, profile::toString);
  }

  /** Runs to the end. */
  void run() throws Exception {
    Ending ending = Ending.IN_ORDER;
    for (int opening = 0; opening < profile.openings(); opening++) {
      open(ending);
      ending = runUntilItEnds();
    }
    open(ending);
    finish();
  }

  private OpenedLog log() {
    return opened.orElseThrow();
  }

  // Openings and endings

  private void open(Ending ending) throws LogFolderUnavailable {
    Ending how = ending;
    watch(false);
    heal();
    Found found = Found.in(disk);
    while (true) {
      int files = disk.files().size();
      long before = disk.readBytes();
      disk.faults.stopAfter(dice.nextInt(4) == 0 ? dice.nextInt(40) : FOREVER);
      try {
        OpenedLog log = OpenedLog.on(disk, profile.limits(), time, dice.split());
        disk.faults.stopAfter(FOREVER);
        opened = Optional.of(log);
        trace.event(
            1, how.ordinal(), log.status().end(), () -> "opened " + log.status() + log.lines());
        if (!oracle.isDamaged()) {
          oracle.bounded(disk.readBytes() - before, files);
        }
        oracle.opened(log, found, how);
        break;
      } catch (Stopped _) {
        // Sometimes an opening is cut short as well.
        how = how == Ending.IN_ORDER ? Ending.KILLED : how;
        how = ended(how);
        found = Found.in(disk);
      }
    }
    watch(true);
    oracle.look(log());
    while (oracle.sinks.isEmpty() || (oracle.sinks.size() < 3 && dice.nextInt(3) == 0)) {
      sinks.newSink();
    }
  }

  private void watch(boolean on) {
    disk.faults.watch(on ? this::before : (_, _) -> {}, dice);
  }

  /** The process has ended: what is left of the disk's content? */
  private Ending ended(Ending before) {
    boolean power = profile.power() && !isRestarted && dice.nextInt(3) > 0;
    isRestarted = false;
    if (power) {
      disk.restart(dice);
    } else {
      disk.kill();
    }
    trace.event(2, power ? 1 : 0, 0, () -> power ? "power cut" : "killed");
    return power || before == Ending.POWER_CUT ? Ending.POWER_CUT : Ending.KILLED;
  }

  private Ending runUntilItEnds() throws Exception {
    disk.faults.stopAfter(dice.nextInt(5) == 0 ? FOREVER : dice.nextInt(1 + 3 * profile.steps()));
    Ending ending = Ending.KILLED;
    try {
      for (int i = 0; i < profile.steps(); i++) {
        step();
      }
      if (dice.nextBoolean() && closed()) {
        ending = Ending.IN_ORDER;
      }
    } catch (Stopped _) {
      ending = Ending.KILLED;
    }
    disk.faults.stopAfter(FOREVER);
    writerIsBusy = false;
    syncIsBusy = false;
    nested = 0;
    oracle.look(log());
    oracle.ended(inHand);
    inHand.clear();
    waiting.clear();
    if (ending == Ending.KILLED) {
      ending = ended(ending);
    }
    watch(false);
    log().close();
    someFrames = disk.files().isEmpty() ? new byte[0] : disk.bytes(disk.files().getFirst());
    for (int i = 0; profile.rot() && i < dice.nextInt(3); i++) {
      strike(false);
    }
    return ending;
  }

  /**
   * Writes and syncs all there is, as a log does that is closed; false if the disk is in trouble.
   */
  private boolean closed() {
    nested = MOST_NESTED;
    for (int i = 0; i < 3; i++) {
      write(true);
      if (sync() && waiting.isEmpty() && inHand.isEmpty() && allIsDurable()) {
        trace.event(3, 0, 0, () -> "closed");
        return true;
      }
    }
    return false;
  }

  private boolean allIsDurable() {
    return log().durableGroup() == log().group() && log().status().state() == State.OK;
  }

  // Steps

  /** Before each operation of the disk: meanwhile somebody else takes a step. */
  private void before(Operation operation, Path path) {
    trace.event(4, operation.ordinal(), nested, () -> "- " + operation + " " + path.getFileName());
    Violation.unless(
        !log().isLocked(), Rule.NO_WAIT_UNDER_THE_LOCK, () -> operation + " under the lock");
    if (!profile.nested() || nested >= MOST_NESTED || dice.nextInt(5) > 0) {
      return;
    }
    nested++;
    trace.enter();
    try {
      oracle.look(log());
      step();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      trace.leave();
      nested--;
    }
  }

  private void step() throws Exception {
    int what = dice.nextInt(100);
    if (what < 25) {
      give();
    } else if (what < 48) {
      write(dice.nextInt(10) == 0);
    } else if (what < 60) {
      sync();
      reap();
    } else if (what < 90) {
      sinks.deliver();
    } else if (what < 94) {
      time.advance(Duration.ofMillis(dice.nextInt(1500)));
    } else if (what == 94) {
      time.stepWallClock(Duration.ofSeconds(dice.nextLong(-100_000, 100_000)));
    } else if (what < 97) {
      sinks.comeOrGo();
    } else {
      trouble();
    }
    oracle.look(log());
  }

  private void give() {
    if (waiting.size() > 40) {
      return;
    }
    Source source = sources.get(dice.nextInt(sources.size()));
    Given given =
        switch (dice.nextInt(12)) {
          case 0 -> source.mark(Source.MARK + dice.nextInt(3), Optional.of("0:" + sinks.next()));
          case 1 -> source.mark(Source.MARK + dice.nextInt(3), Optional.empty());
          default -> source.give(1 + dice.nextInt(8), dice, someFrames);
        };
    trace.event(5, given.from(), given.to(), () -> "give " + given);
    waiting.add(given);
  }

  private void write(boolean withState) {
    if (writerIsBusy) {
      return;
    }
    int bytes = inHand.stream().mapToInt(given -> given.batch().otlp().length()).sum();
    while (!waiting.isEmpty() && bytes < GROUP_BYTES && log().takesMore()) {
      Given given = waiting.removeFirst();
      bytes += given.batch().otlp().length();
      inHand.add(given);
    }
    writerIsBusy = true;
    int moment = oracle.history.now();
    long failures = oracle.failures();
    try {
      log().write(inHand.stream().map(Given::batch).toList(), withState);
      trace.event(6, inHand.size(), log().group(), () -> "written " + log().status());
      oracle.written(inHand, log(), withState ? Optional.of(moment) : Optional.empty(), failures);
      inHand.clear();
    } catch (IOException e) {
      trace.event(7, inHand.size(), 0, () -> "not written: " + e);
      oracle.failed();
      maybeRestart();
    }
    writerIsBusy = false;
  }

  private boolean sync() {
    if (syncIsBusy) {
      return false;
    }
    syncIsBusy = true;
    boolean synced = log().tryToSync();
    trace.event(8, synced ? 1 : 0, log().durableGroup(), () -> "sync " + synced);
    if (!synced) {
      oracle.failed();
      maybeRestart();
    }
    syncIsBusy = false;
    return synced;
  }

  /** Somebody restarts a program that says that its disk fails. */
  private void maybeRestart() {
    if (dice.nextInt(4) == 0) {
      isRestarted = true;
      disk.faults.stopAfter(dice.nextInt(4));
    }
  }

  private void reap() {
    if (syncIsBusy) {
      return;
    }
    syncIsBusy = true;
    oracle.look(log());
    log().reap();
    trace.event(9, log().status().start(), 0, () -> "reap " + log().status());
    syncIsBusy = false;
  }

  private void trouble() throws LogFolderUnavailable {
    if (profile.reads() && dice.nextInt(3) == 0) {
      disk.faults.failReads(1 + dice.nextInt(6));
      trace.event(14, 0, 0, () -> "reads fail");
    }
    if (profile.rot() && dice.nextInt(4) == 0) {
      strike(true);
    }
    if (!profile.trouble()) {
      return;
    }
    int what = dice.nextInt(8);
    trace.event(15, what, 0, () -> "trouble " + what);
    switch (what) {
      case 0 ->
          disk.faults.failForces(
              1 + dice.nextInt(3),
              AfterFailedForce.values()[dice.nextInt(AfterFailedForce.values().length)]);
      case 1 -> disk.faults.failWrites(1 + dice.nextInt(2));
      case 2 -> disk.faults.capacity(disk.usedBytes() + dice.nextInt(6000));
      case 3 -> disk.faults.readOnly(true);
      default -> heal();
    }
  }

  private void strike(boolean runs) throws LogFolderUnavailable {
    watch(false);
    disk.faults.failReads(0);
    String what = rot.strike(runs);
    trace.event(16, 0, 0, () -> what);
    if (runs) {
      watch(true);
    }
  }

  private void heal() {
    disk.faults.failForces(0, AfterFailedForce.STILL_DIRTY);
    disk.faults.failWrites(0);
    disk.faults.failReads(0);
    disk.faults.capacity(Long.MAX_VALUE);
    disk.faults.readOnly(false);
  }

  // The end

  /** The disk is well again: the log goes on by itself, and everything is delivered. */
  private void finish() throws Exception {
    watch(false);
    for (Source source : sources) {
      if (source.isReplayable && source.given() < source.size()) {
        waiting.add(source.give(source.size() - source.given(), dice, someFrames));
      }
    }
    for (int i = 0; !(waiting.isEmpty() && inHand.isEmpty() && allIsDurable()); i++) {
      LogStatus status = log().status();
      Violation.unless(
          i < 100, Rule.GOES_ON_BY_ITSELF, () -> "still not durable on a good disk: " + status);
      write(true);
      sync();
      reap();
      oracle.look(log());
    }
    for (SinkBook sink : oracle.sinks.values()) {
      for (int i = 0;
          i < 100_000 && (sinks.deliver(sink, 4000) || sink.inHand().isPresent());
          i++) {
        oracle.look(log());
      }
    }
    oracle.look(log());
    Violation.unless(
        log().status().sinks().stream().allMatch(sink -> sink.lag() == 0),
        Rule.GOES_ON_BY_ITSELF,
        () -> "not all is delivered: " + log().status());
    oracle.delivered();
    trace.event(17, log().status().end(), 0, () -> "finished " + log().status());
    log().close();
  }
}

package io.cresset.collectors.process;

import io.cresset.api.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All groups from run to run. Where not all are to be shown, those are that use the most CPU and
 * the most memory, and what the others use is added up as one more group. Whatever was used is
 * counted once: under a group's name while it is shown, else under {@value #OTHER}.
 */
final class Groups {
  static final String OTHER = "other";

  /** So much more must a group use than one that is shown, to take its place. */
  private static final double ADVANTAGE = 1.25;

  private final int top;
  private final int mostGroups;
  private final long forgetAfterNanos;
  private final Time time;
  private final Map<Group.Key, Group> groups = new HashMap<>();
  private final Group other = new Group(new Group.Key(OTHER, "", ""));
  private final Usage hidden = new Usage();
  private boolean someWereHidden;
  private long lastRunNanos;

  /**
   * @param top so many by CPU and so many by memory are shown; 0 for all
   * @param forgetAfter so long after its last process a group goes
   */
  Groups(int top, int mostGroups, Duration forgetAfter, Time time) {
    this.top = top;
    this.mostGroups = mostGroups;
    this.forgetAfterNanos = forgetAfter.toNanos();
    this.time = time;
  }

  /** The group of this key. A new one has a place, or else belongs to what is not shown. */
  Group of(Group.Key key) {
    if (key.equals(other.key)) {
      return other;
    }
    Group known = groups.get(key);
    if (known == null) {
      if (groups.size() >= mostGroups) {
        return other;
      }
      known = new Group(key);
      known.lastSeenNanos = time.monotonicNanos();
      groups.put(key, known);
    }
    return known;
  }

  void beginRun() {
    groups.values().forEach(Group::beginRun);
    other.beginRun();
  }

  /**
   * Adds the run up.
   *
   * @return the groups to show, by name; what is not shown comes last
   */
  List<Group> endRun() {
    long now = time.monotonicNanos();
    double seconds = Math.max(0, (now - lastRunNanos) / 1e9);
    lastRunNanos = now;
    for (Group group : groups.values()) {
      if (group.now.processes > 0) {
        group.lastSeenNanos = now;
      }
      group.fade(seconds);
      group.endRun();
    }
    other.endRun();
    groups
        .values()
        .removeIf(
            group -> group.now.processes == 0 && now - group.lastSeenNanos >= forgetAfterNanos);
    choose();
    return settle();
  }

  private void choose() {
    if (top == 0 || groups.size() <= top) {
      groups.values().forEach(group -> group.shown = true);
      return;
    }
    List<Group> all = new ArrayList<>(groups.values());
    List<Group> chosen = new ArrayList<>();
    add(chosen, all, Groups::cpu);
    add(chosen, all, Groups::memory);
    all.forEach(group -> group.shown = false);
    chosen.forEach(group -> group.shown = true);
  }

  /** How much of something a group uses. */
  private interface Weight {
    double of(Group group);
  }

  private static double cpu(Group group) {
    return group.recentCpuSeconds * (group.shown ? ADVANTAGE : 1);
  }

  private static double memory(Group group) {
    return group.now.residentPages * (group.shown ? ADVANTAGE : 1);
  }

  private void add(List<Group> chosen, List<Group> all, Weight weight) {
    Comparator<Group> most = Comparator.comparingDouble(weight::of);
    all.stream()
        .filter(group -> weight.of(group) > 0)
        .sorted(most.reversed().thenComparing(group -> group.key))
        .limit(top)
        .forEach(chosen::add);
  }

  private List<Group> settle() {
    List<Group> shown = new ArrayList<>();
    hidden.clear();
    for (Group group : groups.values()) {
      if (group.shown) {
        group.account(group.now);
        shown.add(group);
      } else {
        hidden.add(group.now);
        someWereHidden = true;
      }
    }
    shown.sort(Comparator.comparing(group -> group.key));
    someWereHidden |= other.now.processes > 0;
    if (someWereHidden) {
      other.now.add(hidden);
      other.account(other.now);
      shown.add(other);
    }
    return shown;
  }
}

package io.cresset.core.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is written but not durable: the frames, which are kept in case they must be written again,
 * and what the state frames among them said. Part of the {@link Ledger}, and under its lock.
 */
final class UndurableGroups {

  private record Group(long number, List<OutgoingFrame> frames, long bytes, long endNumber) {}

  /** A state frame in a group: what becomes durable with it. */
  record StateMark(long stateVersion, Map<String, SinkAccount> accounts) {}

  private record MarkedGroup(long number, StateMark mark) {}

  private final Deque<Group> groups = new ArrayDeque<>();
  private final Deque<MarkedGroup> marks = new ArrayDeque<>();
  private long durableGroup;
  private long bytes;

  /** Everything up to this group would survive a power cut. */
  long durableGroup() {
    return durableGroup;
  }

  /** Size of the frames that are kept. */
  long bytes() {
    return bytes;
  }

  /**
   * Keeps the frames of a group.
   *
   * @param endNumber the number just past the last record in it
   */
  void add(long group, List<OutgoingFrame> frames, long frameBytes, long endNumber) {
    if (!frames.isEmpty()) {
      List<OutgoingFrame> kept = frames.stream().map(OutgoingFrame::withoutMoves).toList();
      groups.add(new Group(group, kept, frameBytes, endNumber));
      bytes += frameBytes;
    }
  }

  void mark(long group, StateMark mark) {
    marks.add(new MarkedGroup(group, mark));
  }

  /** Oldest first. */
  List<OutgoingFrame> frames() {
    List<OutgoingFrame> frames = new ArrayList<>();
    groups.forEach(group -> frames.addAll(group.frames()));
    return frames;
  }

  /**
   * Lets go of all frames up to a group.
   *
   * @return the number below which all records are durable now; empty if none became so
   */
  OptionalLong becameDurable(long upToGroup) {
    durableGroup = upToGroup;
    OptionalLong end = OptionalLong.empty();
    while (!groups.isEmpty() && groups.getFirst().number() <= upToGroup) {
      Group done = groups.removeFirst();
      end = OptionalLong.of(done.endNumber());
      bytes -= done.bytes();
    }
    return end;
  }

  /** What state frames said that are durable now, oldest first; each is given once. */
  List<StateMark> marksThatAreDurable() {
    List<StateMark> durable = new ArrayList<>();
    while (!marks.isEmpty() && marks.getFirst().number() <= durableGroup) {
      durable.add(marks.removeFirst().mark());
    }
    return durable;
  }
}

package io.cresset.exporters.loki;

import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.ByteSlice;
import io.cresset.exporters.loki.Complaint.About;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries that a push was refused for. Loki has stored the others, and sending those
 * again changes nothing, since it ignores exact repeats within a stream.
 *
 * <p>Where Loki's words and counts leave no doubt, nothing is sent: eight complaints about lines of
 * 300,000 bytes, and eight lines of that length, are the same eight. Else the entries are halved,
 * the first half first, until what is refused is one; if a half is taken, the other has the
 * culprit. With {@link #MAX_REQUESTS} sent for one chunk, what is not found by then is counted
 * without saying which.
 */
final class Culprits {
  /** Enough to find seven among ten thousand. */
  static final int MAX_REQUESTS = 150;

  private final ChunkIndex index;
  private final Pusher pusher;
  private final ToIntFunction<ByteSlice> lineBytes;

  /**
   * Whether an entry, by its place, is stored if it is too far behind: sent before, and in time.
   */
  private final IntPredicate maybeStored;

  private int requests;

  /** Sends some entries. */
  @FunctionalInterface
  interface Pusher {
    Answer push(Picked some) throws InterruptedException;
  }

  /** Of what is before this place, everything is known. */
  record Interruption(int place, Duration after, String reason) {}

  /** What entries have in common that Loki complains about. */
  private record Meant(About about, long value) {}

  /**
   * @param refusal what was answered to just these; null if nothing was
   * @param guilty whether one of them is known to be at fault
   */
  private record Part(
      Picked entries, Answer.@Nullable Refused refusal, boolean guilty, boolean firstHalf) {

    /** Also to hear the words about one that is known to be at fault, if there is time for that. */
    boolean mustBeSent(boolean time) {
      return refusal == null && (!guilty || (entries.size() == 1 && time));
    }

    Part refused(Answer.Refused how) {
      return new Part(entries, how, true, firstHalf);
    }

    Part found() {
      return new Part(entries, refusal, true, firstHalf);
    }

    Part half() {
      return new Part(entries.part(0, entries.size() / 2), null, false, true);
    }

    Part secondHalf() {
      Picked half = entries.part(entries.size() / 2, entries.size());
      return new Part(half, null, false, false);
    }
  }

  Culprits(
      ChunkIndex index,
      Pusher pusher,
      ToIntFunction<ByteSlice> lineBytes,
      IntPredicate maybeStored) {
    this.index = index;
    this.pusher = pusher;
    this.lineBytes = lineBytes;
    this.maybeStored = maybeStored;
  }

  /**
   * @param sent what was refused the first time that it was sent
   * @param late whether these were sent because they are late, and of one stream
   * @return where and why it could not go on, if so
   */
  Optional<Interruption> find(Picked sent, Answer.Refused refusal, boolean late, Tally tally)
      throws InterruptedException {
    if (!refusal.behind()) {
      return search(sent, refusal, late, tally);
    }
    if (!late) {
      behind(sent, refusal, tally);
      return Optional.empty();
    }
    boolean all = refusal.ignored().outOf() == sent.size();
    if (all && oldest(sent, refusal, tally)) {
      return Optional.empty();
    }
    return search(sent, refusal, true, tally);
  }

  /**
   * Of late entries the oldest are refused, as they do not make their stream any newer: as many as
   * Loki says.
   *
   * @return false if that does not say which
   */
  private boolean oldest(Picked sent, Answer.Refused refusal, Tally tally) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      places.add(sent.place(i));
    }
    places.sort(Comparator.comparingLong(index::timeUnixNanos));
    int count = Math.toIntExact(Math.min(refusal.ignored().count(), sent.size()));
    boolean clear =
        count == sent.size()
            || index.timeUnixNanos(places.get(count - 1)) < index.timeUnixNanos(places.get(count));
    if (clear) {
      places.subList(0, count).forEach(place -> refuse(place, refusal, tally));
    }
    return clear;
  }

  private void refuse(int place, Answer.Refused refusal, Tally tally) {
    if (!refusal.behind() || !maybeStored.test(place)) {
      tally.refuse(index.number(place), refusal.reason());
    }
  }

  /**
   * Too far behind, but not for anything that was sent from here before. What may have been sent
   * before is there already: Loki compares with the newest line before it looks for repeats. For
   * the rest somebody else must have written to the stream.
   */
  private void behind(Picked sent, Answer.Refused refusal, Tally tally) {
    int fresh = 0;
    Map<Long, Integer> freshByTime = new HashMap<>();
    for (int i = 0; i < sent.size(); i++) {
      int place = sent.place(i);
      if (!maybeStored.test(place)) {
        fresh++;
        freshByTime.merge(index.timeUnixNanos(place), place, (_, _) -> -1);
      }
    }
    long left = Math.min(fresh, refusal.ignored().count());
    for (Complaint complaint : refusal.complaints()) {
      int place = freshByTime.getOrDefault(complaint.value(), -1);
      if (place >= 0 && left > 0) {
        tally.refuse(index.number(place), complaint.words());
        left--;
      }
    }
    if (left > 0) {
      tally.refuseSome(left, refusal.reason());
    }
  }

  private Optional<Interruption> search(
      Picked sent, Answer.Refused first, boolean late, Tally tally) throws InterruptedException {
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(sent, first, true, false));
    while (!open.isEmpty()) {
      Part part = open.pop();
      if (part.mustBeSent(requests < MAX_REQUESTS)) {
        requests++;
        switch (pusher.push(part.entries)) {
          case Answer.Stored _ -> {
            if (part.firstHalf) {
              open.push(open.pop().found());
            }
            continue;
          }
          case Answer.Refused refusal -> part = part.refused(refusal);
          case Answer.TooLarge(String reason) -> part = part.refused(new Answer.Refused(reason));
          case Answer.Later(Duration after, String reason, _) -> {
            return Optional.of(new Interruption(part.entries.place(0), after, reason));
          }
          case Answer.NoMoreStreams(Duration after, String reason) -> {
            return Optional.of(new Interruption(part.entries.place(0), after, reason));
          }
        }
      }
      if (!settled(part, first, late, tally)) {
        Part possible = narrowed(part);
        open.push(possible.secondHalf());
        open.push(possible.half());
      }
    }
    return Optional.empty();
  }

  /** Whether there is nothing more to find out about a part. */
  private boolean settled(Part part, Answer.Refused first, boolean late, Tally tally) {
    Answer.Refused refusal = part.refusal == null ? first : part.refusal;
    boolean alone = part.entries.size() == 1;
    boolean last = alone || requests >= MAX_REQUESTS;
    if (refusal.behind() && !late) {
      // It has been stored with the first request, and what is newer since makes it look late.
      return last;
    }
    if (part.refusal != null && named(part.entries, refusal, tally)) {
      return true;
    }
    if (alone && part.refusal != null) {
      refuse(part.entries.place(0), refusal, tally);
    } else if (last) {
      tally.refuseSome(Math.min(refusal.told(), part.entries.size()), refusal.reason());
    }
    return last;
  }

  /** Refuses those that Loki means, if its words fit as many entries as it has counted. */
  private boolean named(Picked entries, Answer.Refused refusal, Tally tally) {
    Named named = who(entries, refusal);
    if (!named.certain()) {
      return false;
    }
    for (int place : named.places()) {
      if (!refusal.behind() || !maybeStored.test(place)) {
        long number = index.number(place);
        tally.refuse(
            List.of(
                new Rejection(
                    number, number + 1, named.words().getOrDefault(place, refusal.reason()))));
      }
    }
    return true;
  }

  /** Only those that Loki can mean, where its words fit more entries than it has counted. */
  private Part narrowed(Part part) {
    if (part.refusal == null) {
      return part;
    }
    Named named = who(part.entries, part.refusal);
    int[] places = named.places();
    return named.possible() && places.length < part.entries.size()
        ? new Part(Picked.of(places, places.length), null, true, part.firstHalf)
        : part;
  }

  /**
   * The entries that Loki's words fit.
   *
   * @param words by place
   * @param possible whether these are as many as it has counted, or more, for everything that it
   *     complains about
   * @param certain whether these are just as many
   */
  private record Named(Map<Integer, String> words, boolean possible, boolean certain) {
    int[] places() {
      return words.keySet().stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private Named who(Picked entries, Answer.Refused refusal) {
    List<Complaint> complaints = refusal.complaints();
    boolean whole =
        !refusal.behind()
            || (refusal.told() == complaints.size() && refusal.ignored().outOf() == entries.size());
    if (complaints.isEmpty() || !whole) {
      return new Named(Map.of(), false, false);
    }
    Map<Meant, String> words = new HashMap<>();
    Map<Meant, Long> open = new HashMap<>();
    for (Complaint complaint : complaints) {
      Meant meant = new Meant(complaint.about(), complaint.value());
      words.putIfAbsent(meant, complaint.words());
      open.merge(meant, complaint.count(), Long::sum);
    }
    boolean lines = words.keySet().stream().anyMatch(it -> it.about == About.LINE_BYTES);
    Map<Integer, String> found = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      int place = entries.place(i);
      long time = index.timeUnixNanos(place);
      Meant meant = new Meant(About.NANOS, time);
      if (!words.containsKey(meant)) {
        meant = new Meant(About.SECOND, Math.floorDiv(time, 1_000_000_000L));
      }
      if (lines && !words.containsKey(meant)) {
        meant = new Meant(About.LINE_BYTES, lineBytes.applyAsInt(index.record(place)));
      }
      String why = words.get(meant);
      if (why != null) {
        found.put(place, why);
        open.merge(meant, -1L, Long::sum);
      }
    }
    return new Named(
        found,
        open.values().stream().allMatch(left -> left <= 0),
        open.values().stream().allMatch(left -> left == 0));
  }
}

package io.cresset.core.rejected;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.core.runtime.Answered;
import io.cresset.core.runtime.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Sends rejected records once more to those who refused them, in order and up to a mebibyte at a
 * time. Those that are taken are gone; those that are refused again stay set aside, and so do all
 * of a request of which the destination refuses some without saying which. Used once, by one
 * thread.
 */
public final class Resend {
  private static final int MAX_CHUNK_BYTES = 1 << 20;

  /** Of which are told apart. */
  private static final int MAX_REASONS = 20;

  /** After it no further request begins, so that whoever asked gets an answer. */
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final RejectedLog log;
  private final Function<Refuser, Optional<Delivery>> deliveries;
  private final Time time;
  private final Map<Refuser, Request> requests = new TreeMap<>();
  private final Map<Refuser, String> stopped = new TreeMap<>();
  private final Report report = new Report();
  private long deadline;

  /**
   * @param deliveries who delivers to a sink now
   */
  public Resend(RejectedLog log, Function<Refuser, Optional<Delivery>> deliveries, Time time) {
    this.log = log;
    this.deliveries = deliveries;
    this.time = time;
  }

  /** What became of the records. */
  public static final class Report {
    private long delivered;
    private final Map<String, Long> refused = new TreeMap<>();
    private final Map<String, Long> unclear = new TreeMap<>();
    private final Map<String, Long> unsent = new TreeMap<>();

    /** How many are taken now. */
    public long delivered() {
      return delivered;
    }

    /** How many are refused again, by the destination's words. */
    public Map<String, Long> refused() {
      return refused;
    }

    /** How many were sent in requests of which some were refused, nobody knows which. */
    public Map<String, Long> unclear() {
      return unclear;
    }

    /** How many were not sent, by what was in the way. */
    public Map<String, Long> unsent() {
      return unsent;
    }
  }

  /** One record that is to be sent. */
  private record Item(long id, RejectedRecord record) {}

  /** What goes to one sink together: ascending numbers of one log. */
  private static final class Request {
    final List<Item> items = new ArrayList<>();
    int bytes;

    boolean takes(RejectedRecord record) {
      if (items.isEmpty()) {
        return true;
      }
      RejectedRecord last = items.getLast().record();
      return last.logId().equals(record.logId())
          && last.number() < record.number()
          && bytes + record.otlp().length() <= MAX_CHUNK_BYTES;
    }

    void add(Item item) {
      items.add(item);
      bytes += item.record().otlp().length();
    }

    Chunk chunk() {
      List<Chunk.Frame> frames = new ArrayList<>(items.size());
      for (Item item : items) {
        RejectedRecord it = item.record();
        frames.add(new Chunk.Frame(it.logId(), it.epoch(), it.number(), 1, it.otlp()));
      }
      return new Chunk(
          items.getFirst().record().by().signal(), items.getFirst().record().number(), frames);
    }
  }

  public Report run(StoredRejected stored, Which which) throws InterruptedException {
    deadline = time.monotonicNanos() + LIMIT.toNanos();
    List<InterruptedException> interrupts = new ArrayList<>();
    stored.each(
        (id, record) -> {
          try {
            if (which.has(id, record)) {
              take(new Item(id, record));
            }
            return true;
          } catch (InterruptedException e) {
            interrupts.add(e);
            return false;
          }
        });
    if (!interrupts.isEmpty()) {
      throw interrupts.getFirst();
    }
    for (Map.Entry<Refuser, Request> request : requests.entrySet()) {
      send(request.getKey(), request.getValue());
    }
    return report;
  }

  private void take(Item item) throws InterruptedException {
    Refuser to = item.record().by();
    Request request = requests.computeIfAbsent(to, _ -> new Request());
    if (!request.takes(item.record())) {
      send(to, request);
      request = new Request();
      requests.put(to, request);
    }
    request.add(item);
  }

  private void send(Refuser to, Request request) throws InterruptedException {
    Request left = request;
    while (!left.items.isEmpty()) {
      if (time.monotonicNanos() >= deadline) {
        stopped.putIfAbsent(to, "no time left");
      }
      String why = stopped.get(to);
      if (why != null) {
        report.unsent.merge(why, (long) left.items.size(), Long::sum);
        return;
      }
      left = sendOnce(to, left);
    }
  }

  /**
   * @return what is yet to be sent
   */
  private Request sendOnce(Refuser to, Request request) throws InterruptedException {
    Optional<Delivery> delivery = deliveries.apply(to);
    if (delivery.isEmpty()) {
      stopped.put(to, to.sink() + " is not configured for " + to.signal().id());
      return request;
    }
    Optional<Answered> answered = delivery.get().resend(request.chunk());
    if (answered.isEmpty()) {
      stopped.put(to, to.sink() + " is stopping");
      return request;
    }
    Answered answer = answered.get();
    boolean allUnnamed = answer.unnamed() == answer.sent();
    Numbers gone = new Numbers();
    Request left = new Request();
    for (Item item : request.items) {
      Optional<String> refusal = refusal(answer, item.record().number());
      if (item.record().number() >= answer.upTo()) {
        left.add(item);
      } else if (refusal.isPresent() || allUnnamed) {
        count(report.refused, refusal.orElse(answer.said()));
      } else if (answer.unnamed() > 0) {
        count(report.unclear, answer.said());
      } else {
        report.delivered++;
        gone.add(item.id());
      }
    }
    if (!gone.ids().ranges().isEmpty() && !log.gone(gone.ids())) {
      stopped.put(to, "the disk does not note what was delivered, which may be sent twice");
    }
    boolean stuck = left.items.size() == request.items.size();
    answer
        .again()
        .filter(again -> stuck || again.after().isPositive())
        .ifPresent(again -> stopped.putIfAbsent(to, again.reason()));
    return left;
  }

  /** By what a reason begins with, before the details behind a colon. */
  private static void count(Map<String, Long> counts, String reason) {
    int colon = reason.indexOf(": ");
    String kind = colon > 0 ? reason.substring(0, colon) : reason;
    boolean known = counts.containsKey(kind) || counts.size() < MAX_REASONS;
    counts.merge(known ? kind : "other", 1L, Long::sum);
  }

  /** The destination's words for a record; empty if it does not name it as refused. */
  private static Optional<String> refusal(Answered answer, long number) {
    return answer.named().stream()
        .filter(range -> number >= range.firstNumber() && number < range.endNumber())
        .map(Rejection::reason)
        .findFirst();
  }
}

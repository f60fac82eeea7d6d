package io.cresset.exporters.loki;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Settlement;
import io.cresset.api.export.Sink;
import io.cresset.api.http.DestinationClient;
import io.cresset.api.model.Signal;
import io.cresset.exporters.RequestSize;
import io.cresset.exporters.loki.Culprits.Interruption;
import io.cresset.exporters.loki.Lateness.Batch;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pushes chunks to Loki: usually one request each. A chunk whose entries together would pass {@link
 * #MAX_REQUEST_BYTES} goes in several requests, in order, and so does one that is called too large,
 * or has late entries.
 */
final class LokiSink implements Sink {
  /**
   * Bytes of a request before compression, as estimated. Loki's parts hand it on to each other by
   * gRPC, which takes 4 MiB by default.
   */
  static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;

  static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-protobuf");

  private final ExporterContext context;
  private final DestinationClient client;
  private final Answers answers;
  private final Streams streams;
  private final Origins origins;
  private final ChunkIndex index;
  private final PushEncoder encoder = new PushEncoder();

  private final Lateness lateness = new Lateness();
  private final RequestSize size = new RequestSize(MAX_REQUEST_BYTES);
  private final SentBefore sentBefore;

  LokiSink(LokiConfig config, ExporterContext context) {
    this.context = context;
    this.client =
        new DestinationClient(
            "Loki",
            context.component(),
            config.pushUrl(),
            config.settings(),
            context.http(),
            context.time());
    this.answers = new Answers(client);
    this.streams = new Streams(config.maxStreams());
    this.origins = new Origins(streams);
    this.index = new ChunkIndex(origins);
    this.sentBefore = new SentBefore(context.time().unixNanos());
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.LOGS);
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }

  @Override
  public Outcome send(Chunk chunk) throws InterruptedException {
    try {
      index.load(chunk);
      lateness.look(index, context.time().unixNanos());
      Outcome outcome = send(chunk, new Settlement(chunk, index.refused()));
      keep(chunk, outcome);
      return outcome;
    } finally {
      sentBefore.sent(chunk);
      index.release();
    }
  }

  private Outcome send(Chunk chunk, Settlement settlement) throws InterruptedException {
    Culprits culprits =
        new Culprits(
            index,
            this::push,
            encoder::lineBytes,
            place -> !lateness.isLate(place) && sentBefore.maybe(chunk, index, place));
    int from = 0;
    while (from < index.size()) {
      int to = index.rangeEnd(from, size.bytes());
      Tally tally = new Tally();
      switch (send(from, to, culprits, tally)) {
        case Sent.All _ -> {
          tally.settle(settlement);
          size.taken(index.bytes(Picked.range(from, to)));
          from = to;
        }
        case Sent.TooLarge(long bytes) -> size.tooLarge(bytes);
        case Sent.UpTo(int place, Duration after, String reason) -> {
          settlement.refuse(tally.refused());
          return settlement.interrupted(index.number(place), after, reason);
        }
      }
    }
    return settlement.done();
  }

  /** What has become of a range. */
  private sealed interface Sent {
    /** It is answered for. */
    record All() implements Sent {}

    /** It is too much for one request. */
    record TooLarge(long bytes) implements Sent {}

    /** It is answered for up to a place, from where on it is to be sent again. */
    record UpTo(int place, Duration after, String reason) implements Sent {}
  }

  private Sent send(int from, int to, Culprits culprits, Tally tally) throws InterruptedException {
    lateness.recall(index, from, to, tally);
    List<Batch> batches = lateness.batches(index, from, to);
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      Answer answer = push(batch.entries());
      tally.refuse(encoder.refused());
      int place = batch.entries().place(0);
      switch (answer) {
        case Answer.Stored _ -> encoder.streams().forEach(Stream::prove);
        case Answer.Refused refusal -> {
          Optional<Interruption> end =
              culprits.find(readable(batch.entries()), refusal, batch.late(), tally);
          if (end.isPresent()) {
            return upTo(batches, i, tally, end.get());
          }
        }
        case Answer.TooLarge _ when batch.entries().size() > 1 -> {
          return new Sent.TooLarge(index.bytes(batch.entries()));
        }
        case Answer.TooLarge(String reason) -> tally.refuse(index.number(place), reason);
        case Answer.NoMoreStreams(Duration after, String reason) -> {
          return upTo(batches, i, tally, new Interruption(place, after, reason));
        }
        case Answer.Later(Duration after, String reason, boolean rate) -> {
          if (rate) {
            size.tooMuch(index.bytes(batch.entries()));
          }
          return upTo(batches, i, tally, new Interruption(place, after, reason));
        }
      }
    }
    return new Sent.All();
  }

  /** What is known if a batch was interrupted. */
  private Sent upTo(List<Batch> batches, int at, Tally tally, Interruption end) {
    lateness.answered(index, batches.subList(0, at + 1), end.place(), tally);
    int first = end.place();
    for (Batch later : batches.subList(at + 1, batches.size())) {
      first = Math.min(first, later.entries().place(0));
    }
    return new Sent.UpTo(first, end.after(), end.reason());
  }

  /** Without those that could not be encoded. */
  private Picked readable(Picked entries) {
    if (encoder.refused().isEmpty()) {
      return entries;
    }
    Set<Long> unreadable = new HashSet<>();
    encoder.refused().forEach(rejection -> unreadable.add(rejection.firstNumber()));
    int[] places = new int[entries.size()];
    int size = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (!unreadable.contains(index.number(entries.place(i)))) {
        places[size++] = entries.place(i);
      }
    }
    return Picked.of(places, size);
  }

  /** Sends some entries in one request. */
  private Answer push(Picked entries) throws InterruptedException {
    byte[] body = encoder.encode(index, entries);
    if (body.length == 0) {
      return new Answer.Stored();
    }
    Answer answer = post(body);
    if (answer instanceof Answer.NoMoreStreams) {
      noMoreStreams();
    }
    return answer;
  }

  /** Remembers how new the streams are, as far as the chunk is answered for. */
  private void keep(Chunk chunk, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done -> lateness.keep(index, chunk.endNumber(), done.rejections());
      case Outcome.Partial partial -> lateness.keep(index, partial.upTo(), partial.rejections());
      case Outcome.RetryAfter _ -> {}
    }
  }

  private void noMoreStreams() {
    boolean first = !streams.closed();
    if (streams.limitReached(encoder.streams())) {
      origins.forget();
    }
    if (first) {
      context
          .logger()
          .log(
              System.Logger.Level.WARNING,
              "Loki makes no more streams; new sources share the stream instance=\"other\" until"
                  + " Cresset is restarted. Raise limits_config.max_global_streams_per_user in"
                  + " Loki's configuration");
    }
  }

  private Answer post(byte[] body) throws InterruptedException {
    try {
      return answers.read(client.post(HEADERS, body));
    } catch (IOException e) {
      return new Answer.Later(Duration.ZERO, client.unreachable(e));
    }
  }
}

package io.cresset.exporters.loki;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Settlement;
import io.cresset.api.export.Sink;
import io.cresset.api.http.DestinationClient;
import io.cresset.api.model.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pushes chunks to Loki: usually one request each. A chunk whose entries together would pass {@link
 * #MAX_REQUEST_BYTES} goes in several requests, in order. What is called too large is halved, and
 * since limits do not change from one request to the next, further requests are no larger, until a
 * restart.
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

  /** Less than {@link #MAX_REQUEST_BYTES} once Loki, or what stands before it, took less. */
  private int maxBytes = MAX_REQUEST_BYTES;

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
      return send(new Settlement(chunk, index.refused()));
    } finally {
      index.release();
    }
  }

  private Outcome send(Settlement settlement) throws InterruptedException {
    int from = 0;
    while (from < index.size()) {
      int to = index.rangeEnd(from, maxBytes);
      boolean several = to - from > 1;
      byte[] body = encoder.encode(index, from, to);
      switch (body.length == 0 ? new Answer.Stored() : post(body)) {
        case Answer.Stored _ -> {
          encoder.streams().forEach(Stream::prove);
          settlement.refuse(encoder.refused());
          from = to;
        }
        case Answer.Refused(String reason) -> {
          settlement.refuse(encoder.refused());
          settlement.refuseSome(to - from - encoder.refused().size(), reason);
          from = to;
        }
        case Answer.TooLarge _ when several ->
            maxBytes = Math.toIntExact(index.bytes(from, to) / 2);
        case Answer.TooLarge(String reason) -> {
          settlement.refuse(List.of(rejection(from, reason)));
          from = to;
        }
        case Answer.NoMoreStreams(Duration after, String reason) -> {
          noMoreStreams();
          return settlement.interrupted(index.number(from), after, reason);
        }
        case Answer.Later(Duration after, String reason) -> {
          return settlement.interrupted(index.number(from), after, reason);
        }
      }
    }
    return settlement.done();
  }

  private Outcome.Rejection rejection(int at, String reason) {
    return new Outcome.Rejection(index.number(at), index.number(at) + 1, reason);
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

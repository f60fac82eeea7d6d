package io.cresset.exporters.remotewrite;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Settlement;
import io.cresset.api.export.Sink;
import io.cresset.api.http.DestinationClient;
import io.cresset.api.model.Signal;
import io.cresset.exporters.RequestSize;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Writes chunks to Prometheus: one request each, or several, in order, if it would be too large. It
 * begins with version 2.0 and keeps to 1.0 from when it turned out to be what is understood.
 */
final class RemoteWriteSink implements Sink {
  /** Bytes of a request before compression, as estimated. */
  static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;

  /** Samples of a request. */
  static final int MAX_REQUEST_SAMPLES = 10_000;

  private final ExporterContext context;
  private final DestinationClient client;
  private final Answers answers;
  private final ChunkPoints points;
  private final SeriesTable table = new SeriesTable();
  private final RequestEncoder encoder = new RequestEncoder();
  private Version version = Version.V2;

  private final RequestSize size = new RequestSize(MAX_REQUEST_BYTES);

  RemoteWriteSink(RemoteWriteConfig config, ExporterContext context) {
    this.context = context;
    this.client =
        new DestinationClient(
            "Prometheus",
            context.component(),
            config.url(),
            config.settings(),
            context.http(),
            context.time());
    this.answers = new Answers(client);
    this.points = new ChunkPoints(context.time());
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.METRICS);
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }

  @Override
  public Outcome send(Chunk chunk) throws InterruptedException {
    try {
      points.load(chunk);
      return send(new Settlement(chunk, points.refused()));
    } finally {
      table.release();
      points.release();
    }
  }

  private Outcome send(Settlement settlement) throws InterruptedException {
    int from = 0;
    while (from < points.size()) {
      int to = points.rangeEnd(from, size.bytes(), MAX_REQUEST_SAMPLES);
      boolean several = to - from > 1;
      table.load(points, from, to);
      switch (exchange()) {
        case Answer.Stored _ -> {
          settlement.refuse(table.refused());
          size.taken(points.bytes(from, to));
          from = to;
        }
        case Answer.RefusedWhole(String reason) -> {
          settlement.refuse(table.loaded(reason));
          settlement.refuse(table.refused());
          from = to;
        }
        case Answer.Refused(long samples, String reason) -> {
          // A point may be several samples; no more points can be lost than were sent.
          settlement.refuseSome(Math.min(samples, table.records()), reason);
          settlement.refuse(table.refused());
          from = to;
        }
        case Answer.TooLarge _ when several -> size.tooLarge(points.bytes(from, to));
        case Answer.TooLarge(String reason) -> {
          long number = points.item(from).number();
          settlement.refuse(List.of(new Outcome.Rejection(number, number + 1, reason)));
          from = to;
        }
        case Answer.OtherVersion(_, String reason) -> {
          return settlement.interrupted(points.item(from).number(), Duration.ZERO, reason);
        }
        case Answer.Later(Duration after, String reason) -> {
          return settlement.interrupted(points.item(from).number(), after, reason);
        }
      }
    }
    return settlement.done();
  }

  /** Sends in the version that worked last; if that is not understood, in the other one. */
  private Answer exchange() throws InterruptedException {
    Answer answer = post(version);
    if (!(answer instanceof Answer.OtherVersion(boolean certain, _))) {
      return answer;
    }
    Version other = version.other();
    Answer second = post(other);
    boolean understood =
        switch (second) {
          case Answer.Stored _ -> true;
          case Answer.RefusedWhole _, Answer.Refused _, Answer.TooLarge _, Answer.Later _ ->
              certain;
          case Answer.OtherVersion _ -> false;
        };
    if (understood) {
      context
          .logger()
          .log(
              Level.INFO,
              "the destination does not take remote write {0}; sends {1} from now on",
              version,
              other);
      version = other;
    }
    return second;
  }

  private Answer post(Version in) throws InterruptedException {
    try {
      byte[] body = encoder.encode(in, table);
      return answers.read(client.post(in.headers(), body), in, table.samples());
    } catch (IOException e) {
      return new Answer.Later(Duration.ZERO, client.unreachable(e));
    }
  }
}

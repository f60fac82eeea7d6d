package io.cresset.exporters.otlp;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Settlement;
import io.cresset.api.http.DestinationClient;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.OtlpRecords;
import io.cresset.exporters.RequestSize;
import io.cresset.exporters.otlp.Parcels.Parcel;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The receiver's door for one signal: sends a chunk in as few requests as it takes, in order. */
final class SignalDoor {
  private final DestinationClient client;
  private final Answers answers;
  private final OtlpRecords records;
  private final ServiceNames names = new ServiceNames();
  private final Compression compression;
  private final System.Logger logger;
  private final Map<String, String> headers = new HashMap<>();
  private final RequestSize size;

  SignalDoor(Signal signal, OtlpConfig config, ExporterContext context) {
    this.client =
        new DestinationClient(
            "the OTLP receiver",
            context.component(),
            config.urlOf(signal),
            config.settings(),
            context.http(),
            context.time());
    this.answers = new Answers(client);
    this.records = new OtlpRecords(signal);
    this.compression = config.compression();
    this.logger = context.logger();
    this.size = new RequestSize(Math.toIntExact(config.maxRequestBytes().bytes()));
    headers.put("Content-Type", "application/x-protobuf");
    if (compression == Compression.GZIP) {
      headers.put("Content-Encoding", "gzip");
    }
  }

  Outcome send(Chunk chunk) throws InterruptedException {
    Parcels parcels = new Parcels(chunk, records, names);
    Settlement settlement = new Settlement(chunk, parcels.unreadable());
    long from = chunk.firstNumber();
    Optional<Parcel> next = parcels.next(from, size.bytes());
    while (next.isPresent()) {
      Parcel parcel = next.get();
      switch (post(parcel)) {
        case Answer.Taken(long rejected, String words) -> {
          settle(settlement, parcel, rejected, words);
          size.taken(parcel.bytes());
          from = parcel.end();
        }
        case Answer.Refused(String reason) -> {
          settlement.refuse(parcel.rejected(reason));
          from = parcel.end();
        }
        case Answer.RefusedInPart(String reason) when parcel.recordCount() > 1 -> {
          settlement.refuseSome(parcel.recordCount(), reason);
          from = parcel.end();
        }
        case Answer.RefusedInPart(String reason) -> {
          settlement.refuse(parcel.rejected(reason));
          from = parcel.end();
        }
        case Answer.TooLarge _ when parcel.recordCount() > 1 -> size.tooLarge(parcel.bytes());
        case Answer.TooLarge(String reason) -> {
          settlement.refuse(parcel.rejected(reason));
          from = parcel.end();
        }
        case Answer.Later(Duration after, String reason) -> {
          return settlement.interrupted(parcel.ranges().getFirst().first(), after, reason);
        }
      }
      next = parcels.next(from, size.bytes());
    }
    return settlement.done();
  }

  private Answer post(Parcel parcel) throws InterruptedException {
    try {
      return answers.read(client.post(headers, Body.of(parcel.messages(), compression)));
    } catch (IOException e) {
      return new Answer.Later(Duration.ZERO, client.unreachable(e));
    }
  }

  private void settle(Settlement settlement, Parcel parcel, long rejected, String words) {
    if (rejected > 0) {
      String reason = "partial_success: " + (words.isEmpty() ? "it did not say why" : words);
      settlement.refuseSome(Math.min(rejected, parcel.recordCount()), reason);
    } else if (!words.isEmpty()) {
      logger.log(
          System.Logger.Level.WARNING, "{0} took it all, but says: {1}", client.url(), words);
    }
  }
}

package io.cresset.app.e2e;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.util.BitSet;

/**
 * Takes log records by OTLP over HTTP and counts those whose body is {@code line N}: which it has,
 * how often one came again, and whether each came behind those before it.
 */
final class CountingDestination implements AutoCloseable {
  private final HttpPeer peer = HttpPeer.by(this::answer);
  private final BitSet seen = new BitSet();
  private long doubled;
  private int newest = -1;
  private int outOfOrder;
  private boolean away;
  private int refusesEach;
  private int requests;

  private Reply answer(Received request) {
    synchronized (this) {
      if (away) {
        return Reply.of(503, "away");
      }
      if (refusesEach > 0 && ++requests % refusesEach == 0) {
        return Reply.of(400, "not these");
      }
      take(request.body());
    }
    peer.forget();
    return Reply.of(200, new byte[0], "Content-Type", "application/x-protobuf");
  }

  private void take(byte[] body) {
    try {
      for (ResourceLogs about : OtlpLogs.decode(ByteSlice.of(body))) {
        about.records().forEach(this::take);
      }
    } catch (MalformedOtlp e) {
      throw new AssertionError(e);
    }
  }

  private void take(LogRecord record) {
    int number = numberOf(record);
    if (seen.get(number)) {
      doubled++;
      return;
    }
    seen.set(number);
    if (number < newest) {
      outOfOrder++;
    }
    newest = number;
  }

  /** The N of {@code line N}. */
  static int numberOf(LogRecord record) {
    String body = record.body().toString();
    return Integer.parseInt(body.substring(body.lastIndexOf(' ') + 1));
  }

  /** From now on it refuses for the time being, or takes. */
  synchronized void away(boolean value) {
    away = value;
  }

  /** From now on it refuses one request of so many for good. */
  synchronized void refuseOneOf(int some) {
    refusesEach = some;
  }

  URI url() {
    return peer.url();
  }

  synchronized BitSet seen() {
    return (BitSet) seen.clone();
  }

  synchronized int count() {
    return seen.cardinality();
  }

  /** How many came that had come before. */
  synchronized long doubled() {
    return doubled;
  }

  /** How many came for the first time behind a later one. */
  synchronized int outOfOrder() {
    return outOfOrder;
  }

  @Override
  public void close() {
    peer.close();
  }
}

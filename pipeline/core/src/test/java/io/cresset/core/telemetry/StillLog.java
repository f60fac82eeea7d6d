package io.cresset.core.telemetry;

import io.cresset.api.collect.Receipt;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.Feed;
import io.cresset.core.log.LogStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A log that does nothing but have a status. */
record StillLog(Signal signal, LogStatus status) implements DurableLog {

  @Override
  public Receipt append(EncodedBatch batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void awaitRoom() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ByteSlice> position(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, ByteSlice> positions(String prefix) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Feed feed(String sink, Duration hold) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long forget(String sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

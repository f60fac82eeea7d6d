package io.cresset.exporters.otlp;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Signal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Posts chunks as they stand in the log, each signal at a door of its own. The deliveries of the
 * two signals call at the same time and share nothing.
 */
final class OtlpSink implements Sink {
  private final Map<Signal, SignalDoor> doors = new EnumMap<>(Signal.class);

  OtlpSink(OtlpConfig config, ExporterContext context) {
    for (Signal signal : config.signals()) {
      doors.put(signal, new SignalDoor(signal, config, context));
    }
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.copyOf(doors.keySet());
  }

  @Override
  public Outcome send(Chunk chunk) throws InterruptedException {
    SignalDoor door = doors.get(chunk.signal());
    if (door == null) {
      throw new IllegalArgumentException(chunk.signal() + " is not asked for");
    }
    return door.send(chunk);
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }
}

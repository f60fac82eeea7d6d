package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Sink;
import org.junit.jupiter.api.Test;

/** What every sink promises, whatever it delivers to. */
public interface SinkContract {

  /** A sink whose destination is not there: nothing listens at its address. */
  Sink unreachable();

  @Test
  default void wantsSomething() {
    try (Sink sink = unreachable()) {
      assertThat(sink.signals()).isNotEmpty().isEqualTo(sink.signals());
    }
  }

  @Test
  default void closesTwiceAndUnstarted() {
    Sink unstarted = unreachable();
    unstarted.close();
    unstarted.close();
    Sink started = unreachable();
    started.start();
    started.close();
    started.close();
  }
}

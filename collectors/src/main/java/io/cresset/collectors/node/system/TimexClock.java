package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Timex;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** How well the kernel's clock follows its reference, as adjtimex(2) says. */
public final class TimexClock implements SubCollector {

  /** The clock is not synchronized, {@code TIME_ERROR}. */
  private static final int UNSYNCHRONIZED = 5;

  /** {@code STA_NANO}: offset and jitter are in nanoseconds and not in microseconds. */
  private static final int NANOSECONDS = 0x2000;

  private static final double MICROS = 1e6;
  private static final double NANOS = 1e9;

  /** Parts per million in units of 2^-16. */
  private static final double PPM = 1e6 * 65536;

  private record Value(MetricSpec spec, ToDoubleFunction<Timex> of) {}

  private static final List<Value> VALUES =
      List.of(
          gauge(
              "sync_status",
              "Is clock synchronized to a reliable server (1 = yes, 0 = no).",
              timex -> timex.state() == UNSYNCHRONIZED ? 0 : 1),
          gauge(
              "offset_seconds",
              "Time offset in between local system and reference clock.",
              timex -> timex.offset() / unit(timex)),
          gauge(
              "frequency_adjustment_ratio",
              "Local clock frequency adjustment.",
              timex -> 1 + timex.frequency() / PPM),
          gauge("maxerror_seconds", "Maximum error in seconds.", t -> t.maxErrorMicros() / MICROS),
          gauge(
              "estimated_error_seconds",
              "Estimated error in seconds.",
              timex -> timex.estimatedErrorMicros() / MICROS),
          gauge("status", "Value of the status array bits.", Timex::status),
          gauge("loop_time_constant", "Phase-locked loop time constant.", Timex::constant),
          gauge("tick_seconds", "Seconds between clock ticks.", t -> t.tickMicros() / MICROS),
          gauge("pps_frequency_hertz", "Pulse per second frequency.", t -> t.ppsFrequency() / PPM),
          gauge(
              "pps_jitter_seconds",
              "Pulse per second jitter.",
              timex -> timex.jitter() / unit(timex)),
          gauge("pps_shift_seconds", "Pulse per second interval duration.", Timex::shift),
          gauge(
              "pps_stability_hertz",
              "Pulse per second stability, average of recent frequency changes.",
              timex -> timex.stability() / PPM),
          counter(
              "pps_jitter_total",
              "Pulse per second count of jitter limit exceeded events.",
              Timex::jitterCount),
          counter(
              "pps_calibration_total",
              "Pulse per second count of calibration intervals.",
              Timex::calibrationCount),
          counter(
              "pps_error_total",
              "Pulse per second count of calibration errors.",
              Timex::errorCount),
          counter(
              "pps_stability_exceeded_total",
              "Pulse per second count of stability limit exceeded events.",
              Timex::stabilityCount),
          gauge("tai_offset_seconds", "International Atomic Time (TAI) offset.", Timex::tai));

  public static final List<MetricSpec> SPECS = VALUES.stream().map(Value::spec).toList();

  private final Host host;

  public TimexClock(Host host) {
    this.host = host;
  }

  private static Value gauge(String name, String help, ToDoubleFunction<Timex> of) {
    return new Value(MetricSpec.gauge("node_timex_" + name, help), of);
  }

  private static Value counter(String name, String help, ToDoubleFunction<Timex> of) {
    return new Value(MetricSpec.counter("node_timex_" + name, help), of);
  }

  private static double unit(Timex timex) {
    return (timex.status() & NANOSECONDS) != 0 ? NANOS : MICROS;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Timex timex = host.machine().timex();
    for (Value value : VALUES) {
      out.accept(value.spec.family(value.of.applyAsDouble(timex)));
    }
  }
}

package io.cresset.collectors.linux;

/**
 * What the kernel's clock discipline says, adjtimex(2).
 *
 * @param state what the call gave back: 5 is a clock that is not synchronized
 * @param offset in nano- or microseconds, as a bit of {@code status} has it, and so {@code jitter}
 * @param frequency in parts per million, in units of 2^-16, and so {@code ppsFrequency} and {@code
 *     stability}
 * @param maxErrorMicros in microseconds, and so are the estimated error and the tick
 */
public record Timex(
    int state,
    long offset,
    long frequency,
    long maxErrorMicros,
    long estimatedErrorMicros,
    int status,
    long constant,
    long tickMicros,
    long ppsFrequency,
    long jitter,
    int shift,
    long stability,
    long jitterCount,
    long calibrationCount,
    long errorCount,
    long stabilityCount,
    int tai) {}

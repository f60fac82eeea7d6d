package io.cresset.core.log;

import io.cresset.core.log.LogStatus.SinkStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a whole stored log and says what is wrong with it: damaged bytes, missing numbers, and
 * sinks whose account is not what the frames behind their cursor say.
 */
public final class StoredLogCheck implements StoredLogVisitor {

  /**
   * What a log turned out to be.
   *
   * @param records that are intact
   * @param recordBytes OTLP bytes that they are
   * @param damages places whose bytes are damaged
   * @param lost records that are lost there
   */
  public record Result(
      long segments,
      long frames,
      long records,
      long recordBytes,
      long bytes,
      long damages,
      long lost,
      List<SinkCheck> sinks) {
    public Result {
      sinks = List.copyOf(sinks);
    }

    /** Whether every byte is what was written and every account adds up. */
    public boolean isGood() {
      return damages == 0 && sinks.stream().allMatch(SinkCheck::holds);
    }
  }

  /**
   * A sink's account beside what the frames say.
   *
   * @param counted records behind its cursor, counted frame by frame, damaged ones among them
   */
  public record SinkCheck(SinkStatus status, long end, long counted) {

    /** Whether {@code end - start = delivered + rejected + dropped + unselected + lag}. */
    public boolean holds() {
      return counted == status.lag() && end - status.start() == answered(status) + counted;
    }
  }

  private final StoredLog log;
  private final Consumer<Damage> onDamage;
  private final Consumer<Leftover> onLeftover;
  private final List<SinkStatus> sinks;
  private final long[] counted;
  private long segments;
  private long frames;
  private long records;
  private long recordBytes;
  private long bytes;
  private long damages;
  private long lost;

  /**
   * @param onDamage told of each damaged place as it is found
   * @param onLeftover told of bytes that are no frame and hold nothing that was promised
   */
  public StoredLogCheck(StoredLog log, Consumer<Damage> onDamage, Consumer<Leftover> onLeftover) {
    this.log = log;
    this.onDamage = onDamage;
    this.onLeftover = onLeftover;
    this.sinks = log.status().sinks();
    this.counted = new long[sinks.size()];
  }

  /** Reads all of it, in memory that does not depend on its size. */
  public Result run() {
    log.walk(0, this);
    List<SinkCheck> checked = new ArrayList<>();
    for (int i = 0; i < counted.length; i++) {
      checked.add(new SinkCheck(sinks.get(i), log.status().end(), counted[i]));
    }
    return new Result(segments, frames, records, recordBytes, bytes, damages, lost, checked);
  }

  /** Records that a sink has answered for, or will never see. */
  private static long answered(SinkStatus sink) {
    return sink.delivered() + sink.rejected() + sink.dropped() + sink.unselected();
  }

  private void count(long from, long to) {
    for (int i = 0; i < counted.length; i++) {
      long cursor = sinks.get(i).start() + answered(sinks.get(i));
      counted[i] += Math.max(0, to - Math.max(from, cursor));
    }
  }

  @Override
  public void segment(StoredSegment segment) {
    segments++;
    bytes += segment.bytes();
  }

  @Override
  public boolean records(Records found) {
    frames++;
    records += found.frame().recordCount();
    recordBytes += found.frame().otlp().length();
    count(found.frame().firstNumber(), found.frame().endNumber());
    return true;
  }

  @Override
  public void state(String file, long offset) {
    frames++;
  }

  @Override
  public void damage(Damage damage) {
    damages++;
    lost += damage.records();
    count(damage.firstLost(), damage.endLost());
    onDamage.accept(damage);
  }

  @Override
  public void leftover(Leftover leftover) {
    onLeftover.accept(leftover);
  }

  @Override
  public void gone(StoredSegment segment) {
    count(segment.firstNumber(), segment.endNumber());
  }
}

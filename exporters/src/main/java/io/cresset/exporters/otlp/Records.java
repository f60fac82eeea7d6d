package io.cresset.exporters.otlp;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;
import java.io.ByteArrayOutputStream;
import java.util.function.IntPredicate;

/**
 * Finds the records in a message of one signal, and makes a message of some of them; they are
 * numbered in the order in which they stand there. Nothing is decoded: records are copied as they
 * are, and so is all around them, fields that nobody knows included.
 */
final class Records {
  /** {@code resource_logs}, {@code scope_logs}, {@code log_records}. */
  private static final int[][] LOGS = {{tag(1)}, {tag(2)}, {tag(2)}};

  /**
   * {@code resource_metrics}, {@code scope_metrics}, {@code metrics}, one of {@code gauge}, {@code
   * sum}, {@code histogram}, {@code exponential_histogram} and {@code summary}, {@code
   * data_points}.
   */
  private static final int[][] METRICS = {
    {tag(1)}, {tag(2)}, {tag(2)}, {tag(5), tag(7), tag(9), tag(10), tag(11)}, {tag(1)}
  };

  /** The fields that lead from the message to a record, from the outermost. */
  private final int[][] path;

  private IntPredicate wanted = _ -> true;
  private int index;

  Records(Signal signal) {
    path =
        switch (signal) {
          case LOGS -> LOGS;
          case METRICS -> METRICS;
        };
  }

  /** The tag of a field that is a message. */
  private static int tag(int number) {
    return number << 3 | 2;
  }

  /** How many there are. */
  int count(ByteSlice message) throws MalformedOtlp {
    return count(new ProtoReader(message), 0);
  }

  private int count(ProtoReader in, int level) throws MalformedOtlp {
    int count = 0;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (!leads(level, tag)) {
        in.skip(tag);
      } else if (level == path.length - 1) {
        in.skip(tag);
        count++;
      } else {
        int outer = in.enter();
        count += count(in, level + 1);
        in.leave(outer);
      }
    }
    return count;
  }

  /** A message of the records from {@code first} to just before {@code end}. */
  ByteSlice cut(ByteSlice message, int first, int end) throws MalformedOtlp {
    return cut(message, at -> at >= first && at < end);
  }

  /** A message of some of the records, by their index. */
  ByteSlice cut(ByteSlice message, IntPredicate some) throws MalformedOtlp {
    wanted = some;
    index = 0;
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length());
    boolean _ = cut(new ProtoReader(message), 0, message.array(), out);
    return ByteSlice.of(out.toByteArray());
  }

  /** Whether there was a record to keep. */
  private boolean cut(ProtoReader in, int level, byte[] array, ByteArrayOutputStream out)
      throws MalformedOtlp {
    boolean kept = false;
    int start = in.position();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      boolean copied = true;
      if (!leads(level, tag)) {
        in.skip(tag);
      } else if (level == path.length - 1) {
        in.skip(tag);
        copied = wanted.test(index);
        kept |= copied;
        index++;
      } else {
        copied = false;
        int outer = in.enter();
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        if (cut(in, level + 1, array, inner)) {
          kept = true;
          out.write(tag);
          ServiceNames.varint(out, inner.size());
          out.writeBytes(inner.toByteArray());
        }
        in.leave(outer);
      }
      if (copied) {
        out.write(array, start, in.position() - start);
      }
      start = in.position();
    }
    return kept;
  }

  private boolean leads(int level, int tag) {
    for (int known : path[level]) {
      if (known == tag) {
        return true;
      }
    }
    return false;
  }
}

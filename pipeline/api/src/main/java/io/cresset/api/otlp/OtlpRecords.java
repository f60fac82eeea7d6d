package io.cresset.api.otlp;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.io.ByteArrayOutputStream;
import java.util.function.IntPredicate;

/**
 * Finds the records in a message of one signal, and makes messages of some of them or of each; they
 * are numbered in the order in which they stand there. Nothing is decoded: records are copied as
 * they are, and so is all around them, fields that nobody knows included. Used by one thread.
 */
public final class OtlpRecords {
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

  public OtlpRecords(Signal signal) {
    path =
        switch (signal) {
          case LOGS -> LOGS;
          case METRICS -> METRICS;
        };
  }

  /** The tag of a field that is a message. */
  private static int tag(int number) {
    return number << 3 | Wire.BYTES;
  }

  /** How many there are. */
  public int count(ByteSlice message) throws MalformedOtlp {
    return count(new ProtoReader(message), 0);
  }

  private int count(ProtoReader in, int level) throws MalformedOtlp {
    int count = 0;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (!leads(level, tag)) {
        in.skip(tag);
      } else if (isRecord(level)) {
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
  public ByteSlice cut(ByteSlice message, int first, int end) throws MalformedOtlp {
    return cut(message, at -> at >= first && at < end);
  }

  /** A message of some of the records, by their index. */
  public ByteSlice cut(ByteSlice message, IntPredicate some) throws MalformedOtlp {
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
      } else if (isRecord(level)) {
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
          varint(out, inner.size());
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

  /** Takes one record as a message of its own. */
  @FunctionalInterface
  public interface Taker {

    /**
     * @param index of the record in the whole message
     * @param alone a message of this record and all that stands around it
     */
    void take(int index, ByteSlice alone);
  }

  /**
   * Hands some of the records over, each as a message of its own, in one pass.
   *
   * @param some which, by their index
   */
  public void each(ByteSlice message, IntPredicate some, Taker taker) throws MalformedOtlp {
    wanted = some;
    index = 0;
    each(new ProtoReader(message), 0, new Around(message.array(), path.length), taker);
  }

  private void each(ProtoReader in, int level, Around around, Taker taker) throws MalformedOtlp {
    int begin = in.position();
    around.collect(in, level, tag -> leads(level, tag));
    in.seek(begin);
    int start = in.position();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (!leads(level, tag)) {
        in.skip(tag);
      } else if (isRecord(level)) {
        in.skip(tag);
        if (wanted.test(index)) {
          taker.take(index, around.with(start, in.position()));
        }
        index++;
      } else {
        around.tags[level] = tag;
        int outer = in.enter();
        each(in, level + 1, around, taker);
        in.leave(outer);
      }
      start = in.position();
    }
  }

  /** What stands around the records of one innermost message, level by level. */
  private static final class Around {
    private final byte[] array;
    private final byte[][] fields;
    private final int[] tags;

    Around(byte[] array, int levels) {
      this.array = array;
      this.fields = new byte[levels][];
      this.tags = new int[levels];
    }

    /** Reads a message to its end, for the fields in it that lead to no record. */
    void collect(ProtoReader in, int level, IntPredicate leads) throws MalformedOtlp {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int start = in.position();
      for (int tag = in.tag(); tag != 0; tag = in.tag()) {
        in.skip(tag);
        if (!leads.test(tag)) {
          out.write(array, start, in.position() - start);
        }
        start = in.position();
      }
      fields[level] = out.toByteArray();
    }

    /** With a record, which stands in the array with its tag. */
    ByteSlice with(int from, int to) {
      int innermost = fields.length - 1;
      int[] bytes = new int[fields.length];
      bytes[innermost] = fields[innermost].length + to - from;
      for (int level = innermost - 1; level >= 0; level--) {
        int inner = bytes[level + 1];
        bytes[level] = fields[level].length + 1 + Wire.varintBytes(inner) + inner;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes[0]);
      for (int level = 0; level < innermost; level++) {
        out.writeBytes(fields[level]);
        out.write(tags[level]);
        varint(out, bytes[level + 1]);
      }
      out.writeBytes(fields[innermost]);
      out.write(array, from, to - from);
      return ByteSlice.of(out.toByteArray());
    }
  }

  private boolean isRecord(int level) {
    return level == path.length - 1;
  }

  private boolean leads(int level, int tag) {
    for (int known : path[level]) {
      if (known == tag) {
        return true;
      }
    }
    return false;
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 0x7F) {
      out.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }
}

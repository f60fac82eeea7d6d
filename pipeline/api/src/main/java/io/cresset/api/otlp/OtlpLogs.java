package io.cresset.api.otlp;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * OTLP's {@code LogsData}: {@code resource_logs} of a {@code resource} and {@code scope_logs} of
 * {@code log_records}.
 *
 * <p>Reading takes what anyone may have written: any number of resources and scopes, fields in any
 * order, fields that it does not know, several messages one after the other (which protobuf defines
 * as one). What the model has no place for is passed over when decoding: scopes, schema URLs,
 * counts of dropped attributes, attributes without key; a severity number or id that OTLP does not
 * define counts as absent, text that is not UTF-8 as bytes, an empty value as empty text. What
 * {@link #walk} hands out is untouched.
 *
 * <p>Whatever the bytes, reading ends in a result or {@link MalformedOtlp}, in time and memory
 * proportional to them. What is read refers to the bytes given.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto">logs.proto</a>
 */
public final class OtlpLogs {
  private static final int RESOURCE_LOGS = 1 << 3 | Wire.BYTES;
  private static final int SCOPE_LOGS = 2 << 3 | Wire.BYTES;
  private static final int LOG_RECORDS = 2 << 3 | Wire.BYTES;

  /** More than any frame takes; keeps sums of sizes far from overflow. */
  private static final long MAX_MESSAGE_BYTES = 1 << 30;

  private OtlpLogs() {}

  /** Sees a message's parts, in their order. The slices are parts of the message. */
  public interface Visitor {

    /**
     * What follows is about this resource.
     *
     * @param resourceMessage for {@link #decodeResource}; empty if there is none
     */
    void resource(ByteSlice resourceMessage) throws MalformedOtlp;

    /**
     * @param index counts records through the whole message, from 0
     * @param recordMessage for {@link #decodeRecord}
     */
    void record(int index, ByteSlice recordMessage) throws MalformedOtlp;
  }

  /**
   * Bytes by which a record makes an encoded batch longer. Together with those of its resources
   * they are at least the size of the batch.
   *
   * @throws InvalidTelemetry if a value is nested deeper than 32
   */
  public static int sizeInBatch(LogRecord record) {
    return clamp(Wire.fieldBytes(LogRecords.bytes(record)));
  }

  /**
   * Bytes that a resource adds to an encoded batch, without its records but with all that stands
   * around them.
   *
   * @throws InvalidTelemetry if a value is nested deeper than 32
   */
  public static int sizeInBatch(Resource resource) {
    // The lengths of ResourceLogs and ScopeLogs depend on the records to come.
    return clamp(Resources.fieldBytes(resource) + 2 * (1 + Wire.MAX_LENGTH_BYTES));
  }

  /**
   * Encodes a batch as one {@code LogsData}.
   *
   * @throws InvalidTelemetry if a value is nested deeper than 32, or the whole is over 1 GiB
   */
  public static EncodedBatch encode(LogBatch batch) {
    return encode(batch, MAX_MESSAGE_BYTES);
  }

  /**
   * Encodes a batch as one {@code LogsData}, for which memory is taken only if it fits.
   *
   * @throws InvalidTelemetry if a value is nested deeper than 32, or the whole is over {@code
   *     maxBytes}
   */
  public static EncodedBatch encode(LogBatch batch, long maxBytes) {
    List<ResourceLogs> resources = batch.resources();
    long bytes = 0;
    for (ResourceLogs resource : resources) {
      bytes += Wire.fieldBytes(resourceLogsBytes(resource));
    }
    if (bytes > Math.min(maxBytes, MAX_MESSAGE_BYTES)) {
      throw new InvalidTelemetry("a batch of " + bytes + " encoded bytes");
    }
    ReverseWriter out = new ReverseWriter((int) bytes);
    int count = 0;
    for (int i = resources.size() - 1; i >= 0; i--) {
      ResourceLogs resource = resources.get(i);
      count += resource.records().size();
      int end = out.mark();
      writeScopeLogs(out, resource.records());
      Resources.writeField(out, resource.resource());
      out.message(RESOURCE_LOGS, end);
    }
    return new EncodedBatch(Signal.LOGS, ByteSlice.of(out.finish()), count, batch.positions());
  }

  private static long resourceLogsBytes(ResourceLogs resource) {
    long bytes = 0;
    for (LogRecord record : resource.records()) {
      bytes += Wire.fieldBytes(LogRecords.bytes(record));
    }
    return Resources.fieldBytes(resource.resource()) + Wire.fieldBytes(bytes);
  }

  private static void writeScopeLogs(ReverseWriter out, List<LogRecord> records) {
    int end = out.mark();
    for (int i = records.size() - 1; i >= 0; i--) {
      LogRecords.write(out, LOG_RECORDS, records.get(i));
    }
    out.message(SCOPE_LOGS, end);
  }

  /** Decodes a whole message; a record without time gets the observed time. */
  public static List<ResourceLogs> decode(ByteSlice logsData) throws MalformedOtlp {
    Decoder decoder = new Decoder(logsData);
    walk(logsData, decoder);
    return decoder.finish();
  }

  /** Decodes one record of {@link #walk}; without time, it gets the observed time. */
  public static LogRecord decodeRecord(ByteSlice recordMessage) throws MalformedOtlp {
    return LogRecords.read(new ProtoReader(recordMessage));
  }

  /** The severity number of a record of {@link #walk}; 0 if it has none. */
  public static long severityNumber(ByteSlice recordMessage) throws MalformedOtlp {
    ProtoReader in = new ProtoReader(recordMessage);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == LogRecords.SEVERITY_NUMBER) {
        return in.varint();
      }
      in.skip(tag);
    }
    return 0;
  }

  /** Decodes a resource of {@link #walk}. */
  public static Resource decodeResource(ByteSlice resourceMessage) throws MalformedOtlp {
    return Resources.read(new ProtoReader(resourceMessage));
  }

  /** Records in a message. */
  public static int count(ByteSlice logsData) throws MalformedOtlp {
    Counter counter = new Counter();
    walk(logsData, counter);
    return counter.count;
  }

  /**
   * Shows a visitor each resource, then that resource's records, without decoding them. A message
   * may turn out to be malformed after a part of it has been shown.
   */
  public static void walk(ByteSlice logsData, Visitor visitor) throws MalformedOtlp {
    ProtoReader in = new ProtoReader(logsData);
    int index = 0;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == RESOURCE_LOGS) {
        index = walkResourceLogs(in, visitor, index);
      } else {
        in.skip(tag);
      }
    }
  }

  private static int walkResourceLogs(ProtoReader in, Visitor visitor, int first)
      throws MalformedOtlp {
    int outer = in.enter();
    visitor.resource(Resources.find(in));
    int index = first;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == SCOPE_LOGS) {
        index = walkScopeLogs(in, visitor, index);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return index;
  }

  private static int walkScopeLogs(ProtoReader in, Visitor visitor, int first)
      throws MalformedOtlp {
    int outer = in.enter();
    int index = first;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == LOG_RECORDS) {
        visitor.record(index++, in.bytes());
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return index;
  }

  private static int clamp(long bytes) {
    return (int) Math.min(bytes, MAX_MESSAGE_BYTES);
  }

  private static final class Counter implements Visitor {
    private int count;

    @Override
    public void resource(ByteSlice resourceMessage) {}

    @Override
    public void record(int index, ByteSlice recordMessage) {
      count++;
    }
  }

  private static final class Decoder implements Visitor {
    private final ProtoReader message;
    private final List<ResourceLogs> done = new ArrayList<>();
    private Resource resource = Resource.empty();
    private List<LogRecord> records = new ArrayList<>();
    private boolean open;

    Decoder(ByteSlice message) {
      this.message = new ProtoReader(message);
    }

    @Override
    public void resource(ByteSlice resourceMessage) throws MalformedOtlp {
      close();
      resource = Resources.read(message.part(resourceMessage));
      open = true;
    }

    @Override
    public void record(int index, ByteSlice recordMessage) throws MalformedOtlp {
      records.add(LogRecords.read(message.part(recordMessage)));
    }

    List<ResourceLogs> finish() {
      close();
      return List.copyOf(done);
    }

    private void close() {
      if (open) {
        done.add(new ResourceLogs(resource, records));
        records = new ArrayList<>();
      }
    }
  }
}

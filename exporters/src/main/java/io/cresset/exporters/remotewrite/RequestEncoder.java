package io.cresset.exporters.remotewrite;

import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.exporters.BackwardBuffer;
import io.cresset.exporters.Snappy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the body of a request, compressed as a snappy block: {@code
 * io.prometheus.write.v2.Request}, where every text stands once, in a table of symbols, or {@code
 * prometheus.WriteRequest}.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">Remote write 2.0</a>
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">Remote write 1.0</a>
 */
final class RequestEncoder {
  private static final int INITIAL_BYTES = 16 * 1024;

  private static final int BYTES = 2;
  private static final int FIXED64 = 1;

  private static final int V2_SYMBOLS = 4 << 3 | BYTES;
  private static final int V2_TIMESERIES = 5 << 3 | BYTES;
  private static final int V2_LABELS_REFS = 1 << 3 | BYTES;
  private static final int V2_METADATA = 5 << 3 | BYTES;
  private static final int V2_METADATA_HELP_REF = 3 << 3;
  private static final int V2_METADATA_UNIT_REF = 4 << 3;

  private static final int V1_TIMESERIES = 1 << 3 | BYTES;
  private static final int V1_METADATA = 3 << 3 | BYTES;
  private static final int V1_LABELS = 1 << 3 | BYTES;
  private static final int V1_LABEL_NAME = 1 << 3 | BYTES;
  private static final int V1_LABEL_VALUE = 2 << 3 | BYTES;
  private static final int V1_METADATA_FAMILY = 2 << 3 | BYTES;
  private static final int V1_METADATA_HELP = 4 << 3 | BYTES;
  private static final int V1_METADATA_UNIT = 5 << 3 | BYTES;

  /** The same in both, with the same numbers for the types. */
  private static final int METADATA_TYPE = 1 << 3;

  private static final int SAMPLES = 2 << 3 | BYTES;
  private static final int SAMPLE_VALUE = 1 << 3 | FIXED64;
  private static final int SAMPLE_TIMESTAMP = 2 << 3;

  private final BackwardBuffer out = new BackwardBuffer(INITIAL_BYTES);
  private final Snappy snappy = new Snappy();
  private final Map<String, Integer> refs = new HashMap<>();
  private final List<String> symbols = new ArrayList<>();

  byte[] encode(Version version, SeriesTable table) {
    out.clear();
    List<Series> series = new ArrayList<>(table.series());
    switch (version) {
      case V1 -> writeV1(series);
      case V2 -> writeV2(series);
    }
    return snappy.compress(out.array(), out.offset(), out.mark());
  }

  private void writeV2(List<Series> series) {
    refs.clear();
    symbols.clear();
    ref("");
    for (Series some : series.reversed()) {
      int end = out.mark();
      MetricSpec spec = some.spec();
      int metadataEnd = out.mark();
      out.number(V2_METADATA_UNIT_REF, ref(spec.unit()));
      out.number(V2_METADATA_HELP_REF, ref(spec.help()));
      out.number(METADATA_TYPE, type(spec.type()));
      out.message(V2_METADATA, metadataEnd);
      writeSamples(some);
      int refsEnd = out.mark();
      for (String text : some.labels().reversed()) {
        out.varint(ref(text));
      }
      out.message(V2_LABELS_REFS, refsEnd);
      out.message(V2_TIMESERIES, end);
    }
    // The table stands before what refers to it, and is whole only now.
    for (String symbol : symbols.reversed()) {
      out.string(V2_SYMBOLS, symbol);
    }
  }

  private int ref(String text) {
    Integer known = refs.putIfAbsent(text, symbols.size());
    if (known == null) {
      symbols.add(text);
      return symbols.size() - 1;
    }
    return known;
  }

  private void writeV1(List<Series> series) {
    Map<String, MetricSpec> specs = new HashMap<>();
    series.forEach(some -> specs.put(some.spec().name(), some.spec()));
    for (MetricSpec spec : specs.values()) {
      int end = out.mark();
      out.string(V1_METADATA_UNIT, spec.unit());
      out.string(V1_METADATA_HELP, spec.help());
      out.string(V1_METADATA_FAMILY, spec.name());
      out.number(METADATA_TYPE, type(spec.type()));
      out.message(V1_METADATA, end);
    }
    for (Series some : series.reversed()) {
      int end = out.mark();
      writeSamples(some);
      List<String> labels = some.labels();
      for (int i = labels.size() - 2; i >= 0; i -= 2) {
        int labelEnd = out.mark();
        out.string(V1_LABEL_VALUE, labels.get(i + 1));
        out.string(V1_LABEL_NAME, labels.get(i));
        out.message(V1_LABELS, labelEnd);
      }
      out.message(V1_TIMESERIES, end);
    }
  }

  private void writeSamples(Series series) {
    for (int i = series.size() - 1; i >= 0; i--) {
      int end = out.mark();
      out.number(SAMPLE_TIMESTAMP, series.timeMillis(i));
      out.fixed64(SAMPLE_VALUE, series.value(i));
      out.message(SAMPLES, end);
    }
  }

  private static int type(MetricType type) {
    return switch (type) {
      case UNKNOWN -> 0;
      case COUNTER -> 1;
      case GAUGE -> 2;
      case HISTOGRAM -> 3;
      case SUMMARY -> 5;
      case INFO -> 6;
      case STATESET -> 7;
    };
  }
}

package io.cresset.app;

import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.Batch;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.RecordLine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints batches for a reader: log records as lines at once, below what they are about, and metrics
 * as one page at the end. Safe for use by many threads.
 */
final class Printer {
  private final PrintStream out;
  private final Map<Resource, List<MetricFamily>> metrics = new LinkedHashMap<>();

  /** What the last line was about; its attributes stand above. */
  private Resource about = Resource.empty();

  Printer(PrintStream out) {
    this.out = out;
  }

  synchronized void print(Batch batch) {
    switch (batch) {
      case LogBatch logs -> logs(logs.resources());
      case MetricBatch some -> some.resources().forEach(this::keep);
      case EncodedBatch encoded -> encoded(encoded);
    }
  }

  private void encoded(EncodedBatch batch) {
    try {
      if (batch.signal() == Signal.LOGS) {
        logs(OtlpLogs.decode(batch.otlp()));
      } else {
        OtlpMetrics.decode(batch.otlp()).forEach(this::keep);
      }
    } catch (MalformedOtlp e) {
      throw new IllegalStateException("a collector emitted what is not OTLP", e);
    }
  }

  private void keep(ResourceMetrics some) {
    metrics.computeIfAbsent(some.resource(), _ -> new ArrayList<>()).addAll(some.families());
  }

  /** Prints the page: what is about one resource together, with its attributes above it. */
  synchronized void finish() {
    metrics.forEach(
        (resource, families) -> {
          if (metrics.size() > 1) {
            heading(resource);
          }
          out.writeBytes(PrometheusText.write(families).utf8());
        });
    out.flush();
  }

  private void logs(List<ResourceLogs> resources) {
    for (ResourceLogs some : resources) {
      if (!some.resource().equals(about)) {
        about = some.resource();
        heading(about);
      }
      for (LogRecord record : some.records()) {
        out.println(RecordLine.of(record));
      }
    }
  }

  private void heading(Resource resource) {
    out.println("# " + PlainText.printable(PlainText.of(resource.attributes())));
  }
}

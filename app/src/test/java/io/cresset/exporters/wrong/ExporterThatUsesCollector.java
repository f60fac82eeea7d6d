package io.cresset.exporters.wrong;

import io.cresset.collectors.wrongtoo.OtherCollector;
import io.cresset.exporters.wrongtoo.OtherExporter;
import org.assertj.core.api.Condition;

/** An exporter that needs a collector, another exporter, and a library that the other needs too. */
public record ExporterThatUsesCollector(
    OtherCollector collector, OtherExporter other, Condition<String> library) {}

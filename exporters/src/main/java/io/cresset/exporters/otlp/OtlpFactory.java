package io.cresset.exporters.otlp;

import io.cresset.api.check.DestinationDoor;
import io.cresset.api.check.DestinationDoor.Hint;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;
import io.cresset.api.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the sink for OTLP. */
public final class OtlpFactory implements ExporterFactory<OtlpConfig> {

  @Override
  public String kind() {
    return "otlp";
  }

  @Override
  public String summary() {
    return "Delivers log records and metrics by OTLP over HTTP, as an OpenTelemetry Collector,"
        + " Prometheus and Loki take it.";
  }

  @Override
  public Class<OtlpConfig> config() {
    return OtlpConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  /** A message without anything in it, to the address of each signal. */
  @Override
  public List<Door> doors(OtlpConfig config, DoorContext context) {
    List<Door> doors = new ArrayList<>(DestinationDoor.files(config.settings(), context));
    for (Signal signal : config.signals()) {
      String path =
          "set the path of "
              + context.key("url")
              + ": none at an OpenTelemetry Collector, /otlp at Loki, /api/v1/otlp at Prometheus,"
              + " /opentelemetry at VictoriaMetrics; or take "
              + signal.id()
              + " out of "
              + context.key("signals");
      doors.add(
          new DestinationDoor(
                  "the OTLP receiver",
                  config.signals().size() > 1 ? signal.id() : "",
                  config.urlOf(signal),
                  config.settings(),
                  Map.of("Content-Type", "application/x-protobuf"),
                  new byte[0],
                  List.of(
                      new Hint(
                          404, "otlp-receiver", "start Prometheus with --web.enable-otlp-receiver"),
                      new Hint(404, "", path),
                      new Hint(405, "", path),
                      new Hint(400, "unsupported path", path)),
                  false)
              .door(context));
    }
    return doors;
  }

  @Override
  public Exporter create(OtlpConfig config, ExporterContext context) {
    return new OtlpSink(config, context);
  }
}

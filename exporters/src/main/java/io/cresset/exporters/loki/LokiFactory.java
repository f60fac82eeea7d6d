package io.cresset.exporters.loki;

import io.cresset.api.check.DestinationDoor;
import io.cresset.api.check.DestinationDoor.Hint;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;
import io.cresset.exporters.Snappy;
import java.util.ArrayList;
import java.util.List;

/** Makes the sink for Loki. */
public final class LokiFactory implements ExporterFactory<LokiConfig> {

  @Override
  public String kind() {
    return "loki";
  }

  @Override
  public String summary() {
    return "Delivers log records to Grafana Loki, each with its fields as structured metadata.";
  }

  @Override
  public Class<LokiConfig> config() {
    return LokiConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  /** A push without streams, which Loki answers with 422 once it has let it in. */
  @Override
  public List<Door> doors(LokiConfig config, DoorContext context) {
    List<Door> doors = new ArrayList<>(DestinationDoor.files(config.settings(), context));
    doors.add(
        new DestinationDoor(
                "Loki",
                "",
                config.pushUrl(),
                config.settings(),
                LokiSink.HEADERS,
                new Snappy().compress(new byte[0], 0, 0),
                List.of(
                    new Hint(
                        404,
                        "",
                        "set " + context.key("url") + " to Loki's own address, without a path")),
                true)
            .door(context));
    return doors;
  }

  @Override
  public Exporter create(LokiConfig config, ExporterContext context) {
    return new LokiSink(config, context);
  }
}

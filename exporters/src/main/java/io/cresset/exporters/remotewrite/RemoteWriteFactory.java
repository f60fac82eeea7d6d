package io.cresset.exporters.remotewrite;

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

/** Makes the sink for Prometheus' remote write. */
public final class RemoteWriteFactory implements ExporterFactory<RemoteWriteConfig> {

  @Override
  public String kind() {
    return "remote_write";
  }

  @Override
  public String summary() {
    return "Delivers metrics to Prometheus by remote write, 2.0 or else 1.0.";
  }

  @Override
  public Class<RemoteWriteConfig> config() {
    return RemoteWriteConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  /** A request without series, in 1.0, which every receiver understands and answers with 2xx. */
  @Override
  public List<Door> doors(RemoteWriteConfig config, DoorContext context) {
    List<Door> doors = new ArrayList<>(DestinationDoor.files(config.settings(), context));
    String path =
        "set the path of "
            + context.key("url")
            + ": /api/v1/write at Prometheus and VictoriaMetrics, /api/v1/push at Mimir";
    doors.add(
        new DestinationDoor(
                "Prometheus",
                "",
                config.url(),
                config.settings(),
                Version.V1.headers(),
                new Snappy().compress(new byte[0], 0, 0),
                List.of(
                    new Hint(
                        404,
                        "remote-write-receiver",
                        "start Prometheus with --web.enable-remote-write-receiver"),
                    new Hint(404, "", path),
                    new Hint(405, "", path),
                    new Hint(400, "unsupported path", path)),
                true)
            .door(context));
    return doors;
  }

  @Override
  public Exporter create(RemoteWriteConfig config, ExporterContext context) {
    return new RemoteWriteSink(config, context);
  }
}

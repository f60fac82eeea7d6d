package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.GivenFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Services that runit supervises, of the file {@code supervise/status} that runsv(8) keeps for
 * each: 20 bytes, in which there are when its state changed (TAI64N), what is wanted and how it is.
 * Whose folder has a file {@code down} is down normally.
 *
 * <pre>
 * node_service_state{service="sshd",supervisor="runit"} 1
 * </pre>
 */
public final class Runit implements SubCollector {
  private static final MetricSpec STATE = gauge("state", "State of runit service.");
  private static final MetricSpec DESIRED =
      gauge("desired_state", "Desired state of runit service.");
  private static final MetricSpec NORMAL = gauge("normal_state", "Normal state of runit service.");
  private static final MetricSpec CHANGED =
      gauge(
          "state_last_change_timestamp_seconds",
          "Unix timestamp of the last runit service state change.");

  public static final List<MetricSpec> SPECS = List.of(STATE, DESIRED, NORMAL, CHANGED);

  private static final int STATUS_BYTES = 20;
  private static final int WANT_AT = 17;
  private static final int STATE_AT = 19;
  private static final int MAX_STATUS_BYTES = 4096;
  private static final long MAX_RUN_BYTES = 4096L * 4096;

  /** TAI64 begins at 2^62, and was ten seconds ahead when Unix time began. */
  private static final long TAI_OFFSET = (1L << 62) + 10;

  private final String folder;
  private final Survey survey = new Survey();

  public Runit(Host host, RunitOptions options) {
    this.folder = options.servicedir().toString();
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_service_" + name, help, "service", "supervisor");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    GivenFiles files = new GivenFiles(MAX_STATUS_BYTES, MAX_RUN_BYTES);
    for (String service : Directories.source(folder)) {
      Path supervise = Path.of(folder, service, "supervise");
      Path status = supervise.resolve("status");
      // Nobody supervises it, or it is no service.
      if (!Files.notExists(status)) {
        add(service, supervise, status, files);
      }
    }
    survey.finish(out);
  }

  private void add(String service, Path supervise, Path file, GivenFiles files) {
    byte[] status;
    try {
      status = files.read(file);
    } catch (AccessDeniedException e) {
      survey.problem(
          new CollectFailure(
              Kind.UNAUTHORIZED,
              file + ": may not be read",
              "runsv lets only root enter this folder; let the user that runs this program too.",
              e));
      return;
    } catch (IOException e) {
      survey.problem(new CollectFailure(Kind.UNSUPPORTED, file + ": " + e.getMessage(), "", e));
      return;
    }
    if (status.length < STATUS_BYTES) {
      survey.problem(Survey.malformed(file.toString(), "has fewer than 20 bytes"));
      return;
    }
    String[] labels = {"service", service, "supervisor", "runit"};
    survey.add(STATE, status[STATE_AT] & 0xff, labels);
    survey.add(DESIRED, status[WANT_AT] == 'u' ? 1 : 0, labels);
    survey.add(CHANGED, (double) (ByteBuffer.wrap(status).getLong() - TAI_OFFSET), labels);
    survey.add(NORMAL, Files.notExists(supervise.resolveSibling("down")) ? 1 : 0, labels);
  }
}

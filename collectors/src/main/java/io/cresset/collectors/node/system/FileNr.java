package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/**
 * File descriptors of the whole machine, of /proc/sys/fs/file-nr: allocated, unused (always 0 since
 * Linux 2.6) and the limit, {@code 901 0 2466170}.
 */
public final class FileNr implements SubCollector {
  private static final MetricSpec ALLOCATED =
      MetricSpec.gauge("node_filefd_allocated", "File descriptor statistics: allocated.");
  private static final MetricSpec MAXIMUM =
      MetricSpec.gauge("node_filefd_maximum", "File descriptor statistics: maximum.");

  public static final List<MetricSpec> SPECS = List.of(ALLOCATED, MAXIMUM);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public FileNr(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Handles handles = parse(files.source(host.proc("sys/fs/file-nr")));
    out.accept(ALLOCATED.family(handles.allocated));
    out.accept(MAXIMUM.family(handles.maximum));
  }

  record Handles(double allocated, double maximum) {}

  static Handles parse(Scan in) throws CollectFailure {
    if (!in.nextLine()) {
      throw in.malformed("is empty");
    }
    double allocated = in.field().count();
    in.field();
    return new Handles(allocated, in.field().count());
  }
}

package io.cresset.collectors.node.container;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What went over the interfaces of a pod, or of a container outside of one, by the net/dev of a
 * process in it. One in the machine's own network has none of its own, and nothing is told of it;
 * neither of one whose network may not be looked at, nor of any if the machine's may not.
 */
final class PodNetwork {
  private final Host host;
  private final CgroupReader reader;

  PodNetwork(Host host, CgroupReader reader) {
    this.host = host;
    this.reader = reader;
  }

  void read(long pid, Cgroup group) {
    Optional<String> own = network(String.valueOf(pid));
    Optional<String> machine = network("1");
    if (own.isEmpty() || machine.isEmpty() || own.equals(machine)) {
      return;
    }
    Optional<Scan> scan = reader.survey.files().item(host.proc(pid + "/net/dev"));
    try {
      while (scan.isPresent() && scan.get().nextLine()) {
        readLine(scan.get(), group);
      }
    } catch (CollectFailure e) {
      reader.survey.problem(e);
    }
  }

  /** Which network a process is in: {@code net:[4026531840]}. */
  private Optional<String> network(String pid) {
    try {
      Path link = Path.of(host.proc(pid + "/ns/net"));
      return Optional.of(
          Files.isSymbolicLink(link)
              ? Files.readSymbolicLink(link).toString()
              : Files.readString(link).strip());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** {@code eth0: bytes packets errs drop fifo frame compressed multicast bytes packets ...}. */
  private void readLine(Scan line, Cgroup group) throws CollectFailure {
    if (!line.nextBeforeLast(':') || line.is("lo")) {
      return;
    }
    String[] labels = group.labels("interface", line.text());
    reader.survey.add(ContainerMetrics.RECEIVED_BYTES, line.field().count(), labels);
    reader.survey.add(ContainerMetrics.RECEIVED_PACKETS, line.field().count(), labels);
    reader.survey.add(ContainerMetrics.RECEIVE_ERRORS, line.field().count(), labels);
    reader.survey.add(ContainerMetrics.RECEIVE_DROPPED, line.field().count(), labels);
    line.field().field().field().field();
    reader.survey.add(ContainerMetrics.SENT_BYTES, line.field().count(), labels);
    reader.survey.add(ContainerMetrics.SENT_PACKETS, line.field().count(), labels);
    reader.survey.add(ContainerMetrics.SEND_ERRORS, line.field().count(), labels);
    reader.survey.add(ContainerMetrics.SEND_DROPPED, line.field().count(), labels);
  }
}

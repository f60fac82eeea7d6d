package io.cresset.collectors.node.container;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Survey;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads the forms that files of control groups have. A file that is not there tells nothing. */
final class CgroupReader {
  /** As cAdvisor has it, what is above this many bytes is no limit. */
  private static final double NO_LIMIT = (double) (1L << 62);

  private static final int MAX_DEPTH_BELOW = 3;

  final Survey survey = new Survey();

  /** Lines of a key and a number: of these keys. */
  Map<String, Double> pairs(String path, List<String> keys) {
    Map<String, Double> found = new HashMap<>();
    Optional<Scan> scan = survey.files().item(path);
    try {
      while (scan.isPresent() && scan.get().nextLine()) {
        Scan line = scan.get();
        if (!line.nextField()) {
          continue;
        }
        for (String key : keys) {
          if (line.is(key)) {
            found.put(key, line.field().count());
            break;
          }
        }
      }
    } catch (CollectFailure e) {
      survey.problem(e);
    }
    return found;
  }

  /** One number; empty where there is no file, and for {@code max}. */
  OptionalDouble number(String path) {
    Optional<String> text = survey.text(path);
    return text.isEmpty() || text.get().equals("max")
        ? OptionalDouble.empty()
        : survey.number(path, text.get());
  }

  /** Reports what a file has, if it is there. */
  void add(MetricSpec spec, String path, Cgroup group) {
    number(path).ifPresent(value -> survey.add(spec, value, group.labels()));
  }

  /**
   * Reports the bytes of a limit; 0 where there is none, and nothing if there is no such file or it
   * has no number.
   */
  void addLimit(MetricSpec spec, String path, Cgroup group) {
    Optional<String> text = survey.text(path);
    if (text.isEmpty()) {
      return;
    }
    OptionalDouble limit =
        text.get().equals("max") ? OptionalDouble.of(0) : survey.number(path, text.get());
    limit.ifPresent(bytes -> survey.add(spec, bytes > NO_LIMIT ? 0 : bytes, group.labels()));
  }

  /** Reports one of the pairs, divided. */
  void add(
      MetricSpec spec, Map<String, Double> pairs, String key, double divisor, String... labels) {
    Double value = pairs.get(key);
    if (value != null) {
      survey.add(spec, value / divisor, labels);
    }
  }

  /** Reports current memory that is not an inactive file's, as the kubelet reckons it. */
  void addWorkingSet(OptionalDouble usage, Map<String, Double> stat, String key, Cgroup group) {
    Double inactive = stat.get(key);
    if (usage.isPresent() && inactive != null) {
      survey.add(
          ContainerMetrics.WORKING_SET,
          Math.max(0, usage.getAsDouble() - inactive),
          group.labels());
    }
  }

  /** Reports page faults of a group and all below it, which cAdvisor has under both scopes. */
  void addFaults(Map<String, Double> stat, String prefix, Cgroup group) {
    for (String scope : List.of("container", "hierarchy")) {
      for (String type : List.of("pgfault", "pgmajfault")) {
        add(
            ContainerMetrics.MEMORY_FAILURES,
            stat,
            prefix + type,
            1,
            group.labels("failure_type", type, "scope", scope));
      }
    }
  }

  /**
   * A process of a group, or of one below it, where a container has made groups for itself. A pid
   * of 0 is one of another name space.
   */
  OptionalLong firstProcess(String folder) {
    return firstProcess(folder, MAX_DEPTH_BELOW);
  }

  private OptionalLong firstProcess(String folder, int depth) {
    OptionalDouble pid = firstNumber(folder + "/cgroup.procs");
    if (pid.isPresent() && pid.getAsDouble() > 0) {
      return OptionalLong.of((long) pid.getAsDouble());
    }
    if (pid.isPresent() || depth == 0) {
      return OptionalLong.empty();
    }
    for (String below : CgroupTree.below(folder)) {
      OptionalLong found = firstProcess(folder + "/" + below, depth - 1);
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  private OptionalDouble firstNumber(String path) {
    Optional<Scan> scan = survey.files().item(path);
    try {
      return scan.isPresent() && scan.get().nextLine() && scan.get().nextField()
          ? OptionalDouble.of(scan.get().count())
          : OptionalDouble.empty();
    } catch (CollectFailure e) {
      survey.problem(e);
      return OptionalDouble.empty();
    }
  }

  /** The number that a text is. */
  static OptionalDouble parse(String text) {
    return Survey.parse(text);
  }

  /**
   * When the older of two was changed, in milliseconds since the epoch; 0 if the first is no more.
   * A group's folder changes with each group that is made in it, some of its files never.
   */
  static long older(File folder, File file) {
    long made = folder.lastModified();
    long filed = file.lastModified();
    return filed == 0 ? made : Math.min(made, filed);
  }

  /** How many lines there are. */
  OptionalDouble lines(String path) {
    Optional<Scan> scan = survey.files().item(path);
    if (scan.isEmpty()) {
      return OptionalDouble.empty();
    }
    int lines = 0;
    while (scan.get().nextLine()) {
      lines++;
    }
    return OptionalDouble.of(lines);
  }
}

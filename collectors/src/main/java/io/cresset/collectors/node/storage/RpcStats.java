package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Failures;
import io.cresset.collectors.node.source.Families;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads /proc/net/rpc/nfs or nfsd line by line: {@code net 18628 0 18628 6} is what is counted and
 * its numbers; the lines of procedures have how many numbers follow before them. What a kernel does
 * not have a line for is not reported, and lines that nobody knows are passed over.
 */
final class RpcStats {

  /** Procedures of version 2 of the protocol, RFC 1094, in its order. */
  private static final List<String> VERSION_2 =
      List.of(
          "Null",
          "GetAttr",
          "SetAttr",
          "Root",
          "Lookup",
          "ReadLink",
          "Read",
          "WrCache",
          "Write",
          "Create",
          "Remove",
          "Rename",
          "Link",
          "SymLink",
          "MkDir",
          "RmDir",
          "ReadDir",
          "FsStat");

  /** Procedures of version 3, RFC 1813. */
  private static final List<String> VERSION_3 =
      List.of(
          "Null",
          "GetAttr",
          "SetAttr",
          "Lookup",
          "Access",
          "ReadLink",
          "Read",
          "Write",
          "Create",
          "MkDir",
          "SymLink",
          "MkNod",
          "Remove",
          "RmDir",
          "Rename",
          "Link",
          "ReadDir",
          "ReadDirPlus",
          "FsStat",
          "FsInfo",
          "PathConf",
          "Commit");

  private final Families families = new Families();
  private final MetricSpec requests;

  private RpcStats(MetricSpec requests) {
    this.requests = requests;
  }

  /** Takes what stands behind the first word of a line. */
  @FunctionalInterface
  interface Line {
    void take(String name, Scan in, RpcStats stats) throws CollectFailure;
  }

  /**
   * Reads all lines and reports what was taken of them; one that is not understood is left out.
   *
   * @param requests counts procedures by {@code proto} and {@code method}
   * @throws CollectFailure the first line that was not understood
   */
  static void report(Scan in, MetricSpec requests, Line line, Consumer<MetricFamily> out)
      throws CollectFailure {
    RpcStats stats = new RpcStats(requests);
    Failures failures = new Failures();
    while (in.nextLine()) {
      failures.keep(() -> line.take(in.field().text(), in, stats));
    }
    stats.families.emit(out);
    failures.raise();
  }

  /** The first so many numbers of a line. */
  static double[] numbers(Scan in, int count) throws CollectFailure {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.field().count();
    }
    return numbers;
  }

  /** The first numbers of a line, one for each of these metrics. */
  void add(Scan in, MetricSpec... specs) throws CollectFailure {
    double[] all = numbers(in, specs.length);
    for (int i = 0; i < specs.length; i++) {
      add(specs[i], all[i]);
    }
  }

  void add(MetricSpec spec, double value, String... labels) {
    families.add(spec, Labels.of(labels), value);
  }

  void version2(Scan in, String... unused) throws CollectFailure {
    procedures(in, "2", VERSION_2, unused);
  }

  void version3(Scan in, String... unused) throws CollectFailure {
    procedures(in, "3", VERSION_3, unused);
  }

  /**
   * A line of procedures: how many numbers follow, and the numbers.
   *
   * @param names in the order of the numbers, of which newer kernels may have more and older ones
   *     fewer
   * @param unused names that are not reported
   */
  void procedures(Scan in, String proto, List<String> names, String... unused)
      throws CollectFailure {
    long count = in.field().unsigned();
    double[] values = numbers(in, Math.clamp(count, 0, names.size()));
    for (int i = 0; i < values.length; i++) {
      if (!List.of(unused).contains(names.get(i))) {
        request(proto, names.get(i), values[i]);
      }
    }
  }

  void request(String proto, String method, double value) {
    add(requests, value, "proto", proto, "method", method);
  }
}

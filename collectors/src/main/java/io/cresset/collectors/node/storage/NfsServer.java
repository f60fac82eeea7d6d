package io.cresset.collectors.node.storage;

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
 * What this machine did as an NFS server, of /proc/net/rpc/nfsd (fs/nfsd/stats.c). Without the
 * kernel's server there is no such file.
 */
public final class NfsServer implements SubCollector {
  private static final MetricSpec CACHE_HITS =
      counter(
          "reply_cache_hits_total",
          "Total number of NFSd Reply Cache hits (client lost server response).");
  private static final MetricSpec CACHE_MISSES =
      counter(
          "reply_cache_misses_total",
          "Total number of NFSd Reply Cache an operation that requires caching (idempotent).");
  private static final MetricSpec NOT_CACHED =
      counter(
          "reply_cache_nocache_total",
          "Total number of NFSd Reply Cache non-idempotent operations (rename/delete/…).");
  private static final MetricSpec STALE =
      counter("file_handles_stale_total", "Total number of NFSd stale file handles");
  private static final MetricSpec READ = counter("disk_bytes_read_total", "Total NFSd bytes read.");
  private static final MetricSpec WRITTEN =
      counter("disk_bytes_written_total", "Total NFSd bytes written.");
  private static final MetricSpec THREADS =
      MetricSpec.gauge(
          "node_nfsd_server_threads", "Total number of NFSd kernel threads that are running.");
  private static final MetricSpec AHEAD_BLOCKS =
      MetricSpec.gauge(
          "node_nfsd_read_ahead_cache_size_blocks", "How large the read ahead cache is in blocks.");
  private static final MetricSpec AHEAD_NOT_FOUND =
      counter(
          "read_ahead_cache_not_found_total", "Total number of NFSd read ahead cache not found.");
  private static final MetricSpec PACKETS =
      counter(
          "packets_total", "Total NFSd network packets (sent+received) by protocol type.", "proto");
  private static final MetricSpec CONNECTIONS =
      counter("connections_total", "Total number of NFSd TCP connections.");
  private static final MetricSpec ERRORS =
      counter("rpc_errors_total", "Total number of NFSd RPC errors by error type.", "error");
  private static final MetricSpec CALLS =
      counter("server_rpcs_total", "Total number of NFSd RPCs.");
  private static final MetricSpec REQUESTS =
      counter(
          "requests_total",
          "Total number NFSd Requests by method and protocol.",
          "proto",
          "method");

  public static final List<MetricSpec> SPECS =
      List.of(
          CACHE_HITS,
          CACHE_MISSES,
          NOT_CACHED,
          STALE,
          READ,
          WRITTEN,
          THREADS,
          AHEAD_BLOCKS,
          AHEAD_NOT_FOUND,
          PACKETS,
          CONNECTIONS,
          ERRORS,
          CALLS,
          REQUESTS);

  /** Operations by their numbers in RFC 7530; newer minor versions have more. */
  private static final List<String> VERSION_4 =
      List.of(
          "",
          "",
          "",
          "Access",
          "Close",
          "Commit",
          "Create",
          "DelegPurge",
          "DelegReturn",
          "GetAttr",
          "GetFH",
          "Link",
          "Lock",
          "Lockt",
          "Locku",
          "Lookup",
          "LookupRoot",
          "Nverify",
          "Open",
          "OpenAttr",
          "OpenConfirm",
          "OpenDgrd",
          "PutFH",
          "",
          "",
          "Read",
          "ReadDir",
          "ReadLink",
          "Remove",
          "Rename",
          "Renew",
          "RestoreFH",
          "SaveFH",
          "SecInfo",
          "SetAttr",
          "SetClientID",
          "SetClientIDConfirm",
          "Verify",
          "Write",
          "RelLockOwner");

  private final String path;
  private final SmallFiles files = new SmallFiles();

  public NfsServer(Host host) {
    this.path = host.proc("net/rpc/nfsd");
  }

  private static MetricSpec counter(String name, String help, String... labelNames) {
    return MetricSpec.counter("node_nfsd_" + name, help, labelNames);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    RpcStats.report(files.source(path), REQUESTS, NfsServer::take, out);
  }

  private static void take(String name, Scan in, RpcStats stats) throws CollectFailure {
    switch (name) {
      case "rc" -> stats.add(in, CACHE_HITS, CACHE_MISSES, NOT_CACHED);
      case "fh" -> stats.add(in, STALE);
      case "io" -> stats.add(in, READ, WRITTEN);
      case "th" -> stats.add(in, THREADS);
      case "ra" -> {
        // Between the two are ten numbers, by how deep in the cache something was found.
        double[] all = RpcStats.numbers(in, 12);
        stats.add(AHEAD_BLOCKS, all[0]);
        stats.add(AHEAD_NOT_FOUND, all[11]);
      }
      case "net" -> {
        double[] all = RpcStats.numbers(in, 4);
        stats.add(PACKETS, all[1], "proto", "udp");
        stats.add(PACKETS, all[2], "proto", "tcp");
        stats.add(CONNECTIONS, all[3]);
      }
      case "rpc" -> {
        double[] all = RpcStats.numbers(in, 5);
        stats.add(CALLS, all[0]);
        stats.add(ERRORS, all[2], "error", "fmt");
        stats.add(ERRORS, all[3], "error", "auth");
        stats.add(ERRORS, all[4], "error", "cInt");
      }
      case "proc2" -> stats.version2(in, "Null");
      case "proc3" -> stats.version3(in, "Null");
      case "proc4ops" -> stats.procedures(in, "4", VERSION_4, "");
      case "wdeleg_getattr" -> stats.request("4", "WdelegGetattr", in.field().count());
      default -> {}
    }
  }
}

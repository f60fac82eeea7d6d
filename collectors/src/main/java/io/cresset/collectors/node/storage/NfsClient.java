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
 * What this machine asked of NFS servers, of /proc/net/rpc/nfs (net/sunrpc/stats.c). Without the
 * kernel's NFS client there is no such file.
 */
public final class NfsClient implements SubCollector {
  private static final MetricSpec PACKETS =
      MetricSpec.counter(
          "node_nfs_packets_total",
          "Total NFSd network packets (sent+received) by protocol type.",
          "protocol");
  private static final MetricSpec CONNECTIONS =
      MetricSpec.counter("node_nfs_connections_total", "Total number of NFSd TCP connections.");
  private static final MetricSpec CALLS =
      MetricSpec.counter("node_nfs_rpcs_total", "Total number of RPCs performed.");
  private static final MetricSpec RETRANSMISSIONS =
      MetricSpec.counter(
          "node_nfs_rpc_retransmissions_total", "Number of RPC transmissions performed.");
  private static final MetricSpec REFRESHES =
      MetricSpec.counter(
          "node_nfs_rpc_authentication_refreshes_total",
          "Number of RPC authentication refreshes performed.");
  private static final MetricSpec REQUESTS =
      MetricSpec.counter(
          "node_nfs_requests_total", "Number of NFS procedures invoked.", "proto", "method");

  public static final List<MetricSpec> SPECS =
      List.of(PACKETS, CONNECTIONS, CALLS, RETRANSMISSIONS, REFRESHES, REQUESTS);

  /** Procedures of this client, in the order of include/linux/nfs4.h. */
  private static final List<String> VERSION_4 =
      List.of(
          "Null",
          "Read",
          "Write",
          "Commit",
          "Open",
          "OpenConfirm",
          "OpenNoattr",
          "OpenDowngrade",
          "Close",
          "Setattr",
          "FsInfo",
          "Renew",
          "SetClientID",
          "SetClientIDConfirm",
          "Lock",
          "Lockt",
          "Locku",
          "Access",
          "Getattr",
          "Lookup",
          "LookupRoot",
          "Remove",
          "Rename",
          "Link",
          "Symlink",
          "Create",
          "Pathconf",
          "StatFs",
          "ReadLink",
          "ReadDir",
          "ServerCaps",
          "DelegReturn",
          "GetACL",
          "SetACL",
          "FsLocations",
          "ReleaseLockowner",
          "Secinfo",
          "FsidPresent",
          "ExchangeID",
          "CreateSession",
          "DestroySession",
          "Sequence",
          "GetLeaseTime",
          "ReclaimComplete",
          "GetDeviceInfo",
          "LayoutGet",
          "LayoutCommit",
          "LayoutReturn",
          "SecinfoNoName",
          "TestStateID",
          "FreeStateID",
          "GetDeviceList",
          "BindConnToSession",
          "DestroyClientID",
          "Seek",
          "Allocate",
          "DeAllocate",
          "LayoutStats",
          "Clone");

  private final String path;
  private final SmallFiles files = new SmallFiles();

  public NfsClient(Host host) {
    this.path = host.proc("net/rpc/nfs");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    RpcStats.report(files.source(path), REQUESTS, NfsClient::take, out);
  }

  private static void take(String name, Scan in, RpcStats stats) throws CollectFailure {
    switch (name) {
      case "net" -> {
        double[] all = RpcStats.numbers(in, 4);
        stats.add(PACKETS, all[1], "protocol", "udp");
        stats.add(PACKETS, all[2], "protocol", "tcp");
        stats.add(CONNECTIONS, all[3]);
      }
      case "rpc" -> {
        double[] all = RpcStats.numbers(in, 3);
        stats.add(CALLS, all[0]);
        stats.add(RETRANSMISSIONS, all[1]);
        stats.add(REFRESHES, all[2]);
      }
      case "proc2" -> stats.version2(in);
      case "proc3" -> stats.version3(in);
      case "proc4" -> stats.procedures(in, "4", VERSION_4);
      default -> {}
    }
  }
}

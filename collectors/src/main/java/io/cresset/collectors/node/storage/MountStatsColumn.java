package io.cresset.collectors.node.storage;

import io.cresset.api.model.MetricSpec;
import java.util.List;

/**
 * A number of a line of /proc/self/mountstats, and what it becomes (fs/nfs/iostat.h,
 * include/linux/sunrpc/metrics.h).
 *
 * @param index of the number, from 0
 */
record MountStatsColumn(int index, MetricSpec spec) {
  static final String PREFIX = "node_mountstats_nfs_";

  /** Of the line {@code bytes:}. */
  static final List<MountStatsColumn> BYTES =
      List.of(
          counter(0, "read_bytes_total", "Number of bytes read using the read() syscall."),
          counter(1, "write_bytes_total", "Number of bytes written using the write() syscall."),
          counter(
              2,
              "direct_read_bytes_total",
              "Number of bytes read using the read() syscall in O_DIRECT mode."),
          counter(
              3,
              "direct_write_bytes_total",
              "Number of bytes written using the write() syscall in O_DIRECT mode."),
          counter(
              4, "total_read_bytes_total", "Number of bytes read from the NFS server, in total."),
          counter(
              5, "total_write_bytes_total", "Number of bytes written to the NFS server, in total."),
          counter(6, "read_pages_total", "Number of pages read directly via mmap()'d files."),
          counter(7, "write_pages_total", "Number of pages written directly via mmap()'d files."));

  /** Of the line {@code events:}. */
  static final List<MountStatsColumn> EVENTS =
      List.of(
          counter(
              0,
              "event_inode_revalidate_total",
              "Number of times cached inode attributes are re-validated from the server."),
          counter(
              1,
              "event_dnode_revalidate_total",
              "Number of times cached dentry nodes are re-validated from the server."),
          counter(2, "event_data_invalidate_total", "Number of times an inode cache is cleared."),
          counter(
              3,
              "event_attribute_invalidate_total",
              "Number of times cached inode attributes are invalidated."),
          counter(
              4,
              "event_vfs_open_total",
              "Number of times cached inode attributes are invalidated."),
          counter(5, "event_vfs_lookup_total", "Number of times a directory lookup has occurred."),
          counter(6, "event_vfs_access_total", "Number of times permissions have been checked."),
          counter(
              7,
              "event_vfs_update_page_total",
              "Number of updates (and potential writes) to pages."),
          counter(
              8, "event_vfs_read_page_total", "Number of pages read directly via mmap()'d files."),
          counter(
              9, "event_vfs_read_pages_total", "Number of times a group of pages have been read."),
          counter(
              10,
              "event_vfs_write_page_total",
              "Number of pages written directly via mmap()'d files."),
          counter(
              11,
              "event_vfs_write_pages_total",
              "Number of times a group of pages have been written."),
          counter(
              12,
              "event_vfs_getdents_total",
              "Number of times directory entries have been read with getdents()."),
          counter(
              13,
              "event_vfs_setattr_total",
              "Number of times directory entries have been read with getdents()."),
          counter(
              14,
              "event_vfs_flush_total",
              "Number of pending writes that have been forcefully flushed to the server."),
          counter(
              15,
              "event_vfs_fsync_total",
              "Number of times fsync() has been called on directories and files."),
          counter(
              16, "event_vfs_lock_total", "Number of times locking has been attempted on a file."),
          counter(
              17,
              "event_vfs_file_release_total",
              "Number of times files have been closed and released."),
          counter(19, "event_truncation_total", "Number of times files have been truncated."),
          counter(
              20,
              "event_write_extension_total",
              "Number of times a file has been grown due to writes beyond its existing end."),
          counter(
              21,
              "event_silly_rename_total",
              "Number of times a file was removed while still open by another process."),
          counter(
              22,
              "event_short_read_total",
              "Number of times the NFS server gave less data than expected while reading."),
          counter(
              23,
              "event_short_write_total",
              "Number of times the NFS server wrote less data than expected while writing."),
          counter(
              24,
              "event_jukebox_delay_total",
              "Number of times the NFS server indicated EJUKEBOX; retrieving data from "
                  + "offline storage."),
          counter(25, "event_pnfs_read_total", "Number of NFS v4.1+ pNFS reads."),
          counter(26, "event_pnfs_write_total", "Number of NFS v4.1+ pNFS writes."));

  /** Of lines {@code xprt: tcp}; lines of other protocols have fewer. */
  static final List<MountStatsColumn> TRANSPORT =
      List.of(
          transportCounter(
              1,
              "transport_bind_total",
              "Number of times the client has had to establish a connection from scratch "
                  + "to the NFS server."),
          transportCounter(
              2,
              "transport_connect_total",
              "Number of times the client has made a TCP connection to the NFS server."),
          transportGauge(
              4,
              "transport_idle_time_seconds",
              "Duration since the NFS mount last saw any RPC traffic, in seconds."),
          transportCounter(
              5,
              "transport_sends_total",
              "Number of RPC requests for this mount sent to the NFS server."),
          transportCounter(
              6,
              "transport_receives_total",
              "Number of RPC responses for this mount received from the NFS server."),
          transportCounter(
              7,
              "transport_bad_transaction_ids_total",
              "Number of times the NFS server sent a response with a transaction ID "
                  + "unknown to this client."),
          transportCounter(
              9,
              "transport_backlog_queue_total",
              "Total number of items added to the RPC backlog queue."),
          transportGauge(
              10,
              "transport_maximum_rpc_slots",
              "Maximum number of simultaneously active RPC requests ever used."),
          transportCounter(
              11,
              "transport_sending_queue_total",
              "Total number of items added to the RPC transmission sending queue."),
          transportCounter(
              12,
              "transport_pending_queue_total",
              "Total number of items added to the RPC transmission pending queue."));

  /** Of lines about an operation; the last three are milliseconds. */
  static final List<MountStatsColumn> OPERATION =
      List.of(
          operationCounter(
              0,
              "operations_requests_total",
              "Number of requests performed for a given operation."),
          operationCounter(
              1,
              "operations_transmissions_total",
              "Number of times an actual RPC request has been transmitted for a given "
                  + "operation."),
          operationCounter(
              2,
              "operations_major_timeouts_total",
              "Number of times a request has had a major timeout for a given operation."),
          operationCounter(
              3,
              "operations_sent_bytes_total",
              "Number of bytes sent for a given operation, including RPC headers and "
                  + "payload."),
          operationCounter(
              4,
              "operations_received_bytes_total",
              "Number of bytes received for a given operation, including RPC headers and "
                  + "payload."),
          operationCounter(
              5,
              "operations_queue_time_seconds_total",
              "Duration all requests spent queued for transmission for a given operation "
                  + "before they were sent, in seconds."),
          operationCounter(
              6,
              "operations_response_time_seconds_total",
              "Duration all requests took to get a reply back after a request for a given "
                  + "operation was transmitted, in seconds."),
          operationCounter(
              7,
              "operations_request_time_seconds_total",
              "Duration all requests took from when a request was enqueued to when it was "
                  + "completely handled for a given operation, in seconds."));

  static final int FIRST_MILLISECONDS = 5;

  private static MountStatsColumn counter(int index, String name, String help) {
    return of(index, MetricSpec.counter(PREFIX + name, help, "export", "protocol", "mountaddr"));
  }

  private static MountStatsColumn transportCounter(int index, String name, String help) {
    return of(
        index,
        MetricSpec.counter(PREFIX + name, help, "export", "protocol", "mountaddr", "transport"));
  }

  private static MountStatsColumn transportGauge(int index, String name, String help) {
    return of(
        index,
        MetricSpec.gauge(PREFIX + name, help, "export", "protocol", "mountaddr", "transport"));
  }

  private static MountStatsColumn operationCounter(int index, String name, String help) {
    return of(
        index,
        MetricSpec.counter(PREFIX + name, help, "export", "protocol", "mountaddr", "operation"));
  }

  private static MountStatsColumn of(int index, MetricSpec spec) {
    return new MountStatsColumn(index, spec);
  }
}

package io.cresset.collectors.linux;

/**
 * A question to OpenZFS about its pools, sys/fs/zfs.h. Neither changes anything, and who may open
 * the device may ask both.
 *
 * @param pool empty if the question is about none
 */
public record ZfsCommand(int request, String pool) {
  /** ZFS_IOC_POOL_CONFIGS: what each imported pool consists of, by its name. */
  public static final ZfsCommand POOL_CONFIGS = new ZfsCommand(0x5a04, "");

  /** ZFS_IOC_POOL_STATS: what a pool consists of, and how all of it is. */
  public static ZfsCommand poolStats(String pool) {
    return new ZfsCommand(0x5a05, pool);
  }
}

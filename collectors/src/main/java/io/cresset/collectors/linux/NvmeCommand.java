package io.cresset.collectors.linux;

/**
 * An admin command for an NVMe controller that answers with data and changes nothing (NVM Express
 * Base Specification 2.0, section 5).
 *
 * @param namespace that it is about; all bits set for the controller
 * @param parameter dword 10
 * @param bytes of the answer
 */
public record NvmeCommand(int opcode, int namespace, int parameter, int bytes) {
  /** What the controller is, figure 275. */
  public static final NvmeCommand IDENTIFY = new NvmeCommand(0x06, 0, 1, 4096);

  /** Log page 2, health, figure 208; the upper half is the number of dwords less one. */
  public static final NvmeCommand HEALTH = new NvmeCommand(0x02, -1, 127 << 16 | 2, 512);
}

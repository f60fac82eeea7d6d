package io.cresset.collectors.linux;

/**
 * A command for an ATA disk that takes no data, and none of which changes anything (ATA Command Set
 * 4, ACS-4). The five bytes are the registers of that name.
 *
 * @param blocks of 512 bytes that the disk answers with; 0 if registers are the answer
 */
public record AtaCommand(int command, int features, int low, int mid, int high, int blocks) {
  /** What the disk is. It wakes a disk. */
  public static final AtaCommand IDENTIFY = new AtaCommand(0xEC, 0, 0, 0, 0, 1);

  /** Whether the disk sleeps, without waking it: the answer is in the register count. */
  public static final AtaCommand CHECK_POWER_MODE = new AtaCommand(0xE5, 0, 0, 0, 0, 0);

  /** Attributes and their values. */
  public static final AtaCommand SMART_DATA = smart(0xD0, 0, 1);

  /** At which values attributes mean failure. */
  public static final AtaCommand SMART_THRESHOLDS = smart(0xD1, 0, 1);

  /** Whether the disk thinks that it fails: the answer is in the registers mid and high. */
  public static final AtaCommand SMART_STATUS = smart(0xDA, 0, 0);

  /** How many commands failed, and the last of them. */
  public static final AtaCommand SMART_ERROR_LOG = smart(0xD5, 1, 1);

  private static AtaCommand smart(int features, int low, int blocks) {
    return new AtaCommand(0xB0, features, low, 0x4F, 0xC2, blocks);
  }
}

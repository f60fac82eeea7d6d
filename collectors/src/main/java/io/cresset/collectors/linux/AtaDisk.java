package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Sends ATA commands by way of the SCSI layer: ATA PASS-THROUGH (16) of SCSI/ATA Translation 4, in
 * an SG_IO request (struct sg_io_hdr, scsi/sg.h). The kernel wants CAP_SYS_RAWIO for it.
 */
public final class AtaDisk {
  private static final long SG_IO = 0x2285;
  private static final int HEADER_BYTES = 88;
  private static final int CDB_BYTES = 16;
  private static final int SENSE_BYTES = 32;
  private static final int BLOCK_BYTES = 512;

  /** A disk that is awake answers in milliseconds; one with bad sectors may take long. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private static final int DIRECTION_NONE = -1;
  private static final int DIRECTION_FROM_DEVICE = -3;

  private static final int ATA_PASS_THROUGH_16 = 0x85;
  private static final int PROTOCOL_NO_DATA = 3 << 1;
  private static final int PROTOCOL_PIO_IN = 4 << 1;

  /** Give the registers back in the sense data. */
  private static final int CHECK_CONDITION = 0x20;

  /** From the device, in blocks, as many as the register count says. */
  private static final int BLOCKS_FROM_DEVICE = 0x0E;

  private static final int STATUS_CHECK_CONDITION = 2;
  private static final int ATA_STATUS_ERROR = 1;

  private AtaDisk() {}

  /**
   * @param path of the disk's file
   * @throws IOException if the disk or a bridge before it does not know the command, or fails
   */
  public static AtaAnswer send(String path, AtaCommand command) throws IOException {
    try (OpenFile file = new OpenFile(path)) {
      int length = command.blocks() * BLOCK_BYTES;
      MemorySegment data = file.allocate(Math.max(length, BLOCK_BYTES));
      MemorySegment sense = file.allocate(SENSE_BYTES);
      MemorySegment cdb = file.allocate(CDB_BYTES);
      cdb.copyFrom(MemorySegment.ofArray(cdb(command)));
      MemorySegment header = file.allocate(HEADER_BYTES);
      header.set(JAVA_INT, 0, 'S');
      header.set(JAVA_INT, 4, length == 0 ? DIRECTION_NONE : DIRECTION_FROM_DEVICE);
      header.set(JAVA_BYTE, 8, (byte) CDB_BYTES);
      header.set(JAVA_BYTE, 9, (byte) SENSE_BYTES);
      header.set(JAVA_INT, 12, length);
      header.set(JAVA_LONG, 16, length == 0 ? 0 : data.address());
      header.set(JAVA_LONG, 24, cdb.address());
      header.set(JAVA_LONG, 32, sense.address());
      header.set(JAVA_INT, 40, TIMEOUT_MILLIS);
      file.command(SG_IO, header);
      int status = header.get(JAVA_BYTE, 64);
      int hostStatus = header.get(JAVA_SHORT, 68);
      byte[] senseBytes = sense.toArray(JAVA_BYTE);
      boolean registers = length == 0 && status == STATUS_CHECK_CONDITION;
      if (hostStatus != 0 || (status != 0 && !registers)) {
        throw new IOException(
            path + ": the disk refuses ATA command 0x" + Integer.toHexString(command.command()));
      }
      return length == 0
          ? registers(path, senseBytes)
          : new AtaAnswer(data.asSlice(0, length).toArray(JAVA_BYTE), 0, 0, 0);
    }
  }

  static byte[] cdb(AtaCommand command) {
    boolean data = command.blocks() > 0;
    byte[] cdb = new byte[CDB_BYTES];
    cdb[0] = (byte) ATA_PASS_THROUGH_16;
    cdb[1] = (byte) (data ? PROTOCOL_PIO_IN : PROTOCOL_NO_DATA);
    cdb[2] = (byte) (data ? BLOCKS_FROM_DEVICE : CHECK_CONDITION);
    cdb[4] = (byte) command.features();
    cdb[6] = (byte) command.blocks();
    cdb[8] = (byte) command.low();
    cdb[10] = (byte) command.mid();
    cdb[12] = (byte) command.high();
    cdb[14] = (byte) command.command();
    return cdb;
  }

  /** The registers out of sense data, of either format; SAT-4, 12.2.7. */
  static AtaAnswer registers(String path, byte[] sense) throws IOException {
    int format = sense[0] & 0x7F;
    boolean descriptor = format == 0x72 && sense[8] == 0x09;
    if (!descriptor && format != 0x70) {
      throw new IOException(path + ": the disk answers without its registers");
    }
    int status = sense[descriptor ? 21 : 4] & 0xFF;
    if ((status & ATA_STATUS_ERROR) != 0) {
      throw new IOException(path + ": the disk does not know the command");
    }
    return new AtaAnswer(
        new byte[0],
        sense[descriptor ? 13 : 6] & 0xFF,
        sense[descriptor ? 17 : 10] & 0xFF,
        sense[descriptor ? 19 : 11] & 0xFF);
  }
}

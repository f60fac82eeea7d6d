package io.cresset.collectors.node.smart;

import io.cresset.collectors.linux.AtaAnswer;
import io.cresset.collectors.linux.AtaCommand;
import io.cresset.collectors.linux.NvmeCommand;
import io.cresset.collectors.node.source.Disks;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks one disk how it is. */
final class DiskReader {
  /** The register count of a disk that has stopped, or is about to. */
  private static final List<Integer> ASLEEP = List.of(0x00, 0x01, 0x40);

  // The registers mid and high of a disk that thinks that it fails, and of one that does not.
  private static final int FAILING = 0xF42C;
  private static final int WELL = 0x4FC2;

  /** Where SMART's summary log of errors counts them. */
  private static final int ERROR_COUNT = 452;

  private static final byte[] NOTHING = new byte[512];

  private final Disks disks;

  DiskReader(Disks disks) {
    this.disks = disks;
  }

  /**
   * What an ATA disk says.
   *
   * @return empty if it sleeps: nothing but whether it does was asked
   */
  Optional<List<Sample>> ata(String device, String path) throws IOException {
    if (ASLEEP.contains(disks.ata(path, AtaCommand.CHECK_POWER_MODE).count())) {
      return Optional.empty();
    }
    byte[] identify = disks.ata(path, AtaCommand.IDENTIFY).data();
    List<Sample> samples = new ArrayList<>(AtaHealth.identity(device, identify));
    if (AtaHealth.hasSmart(identify)) {
      byte[] data = disks.ata(path, AtaCommand.SMART_DATA).data();
      byte[] thresholds =
          optional(path, AtaCommand.SMART_THRESHOLDS).map(AtaAnswer::data).orElse(NOTHING);
      samples.addAll(AtaHealth.health(device, AtaHealth.attributes(data, thresholds)));
      optional(path, AtaCommand.SMART_STATUS)
          .map(answer -> answer.mid() << 8 | answer.high())
          .filter(registers -> registers == WELL || registers == FAILING)
          .ifPresent(
              registers ->
                  samples.add(
                      Sample.of(SmartMetrics.SMART_STATUS, registers == WELL ? 1 : 0, device)));
      optional(path, AtaCommand.SMART_ERROR_LOG)
          .map(AtaAnswer::data)
          .ifPresent(
              log ->
                  samples.add(
                      Sample.of(
                          SmartMetrics.ERROR_LOG_COUNT,
                          log[ERROR_COUNT] & 0xFF | (log[ERROR_COUNT + 1] & 0xFF) << 8,
                          device,
                          "error_log_type",
                          "summary")));
    }
    return Optional.of(samples);
  }

  /** Not every disk knows every command. */
  private Optional<AtaAnswer> optional(String path, AtaCommand command) throws IOException {
    try {
      return Optional.of(disks.ata(path, command));
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  List<Sample> nvme(String device, String path) throws IOException {
    List<Sample> samples = new ArrayList<>();
    samples.addAll(NvmeHealth.identity(device, disks.nvme(path, NvmeCommand.IDENTIFY)));
    samples.addAll(NvmeHealth.health(device, disks.nvme(path, NvmeCommand.HEALTH)));
    return samples;
  }
}

package io.cresset.core.log.simulation;

import io.cresset.core.log.simulation.PlantedBug.Redirect;
import java.util.List;

/** Each of them is a mistake that somebody could make, or that was made. */
final class PlantedBugs {
  static final List<PlantedBug> ALL =
      List.of(
          new PlantedBug(
              "a file is not forced",
              new Redirect("SegmentSyncer.sync", "DiskFile.force", "notForced", 1)),
          new PlantedBug(
              "the folder is not forced",
              new Redirect("SegmentSyncer.sync", "Disk.forceFolder", "notForced", 1)),
          new PlantedBug(
              "a failed sync is tried again on the same file",
              new Redirect("SegmentedLog.sync", "SegmentedLog.poison", "notPoisoned", 1)),
          new PlantedBug(
              "what a failed sync left is not written again",
              new Redirect("SegmentAppender.writeAgain", "Ledger.undurableFrames", "none", 1)),
          new PlantedBug(
              "the payload's checksum is not looked at",
              new Redirect("FrameScanner.frame", "FrameScanner.payloadCrc", "anyPayload", 1),
              new Redirect("FrameScanner.frame", "FrameHeader.payloadCrc", "anyPayload", 1)),
          new PlantedBug(
              "the header's checksum is not looked at",
              new Redirect("FrameHeader.standsAt", "FrameHeader.crc", "anyHeader", 1)),
          new PlantedBug(
              "the last frame of a segment is one byte too long for it",
              new Redirect("FrameScanner.headerAt", "FrameHeader.frameBytes", "oneMore", 1)),
          new PlantedBug(
              "a cursor is noted when a chunk is handed out",
              new Redirect("Ledger.stateRecord", "SinkCursor.account", "early", 1)),
          new PlantedBug(
              "segments are deleted before the progress behind them is durable",
              new Redirect("Ledger.removeOldest", "SinkCursor.durable", "now", 1)),
          new PlantedBug(
              "segments are deleted before a later snapshot is durable",
              new Redirect("Ledger.removeOldest", "Ledger.snapshotSequence", "anySnapshot", 1)),
          new PlantedBug(
              "positions do not go back before records that are lost",
              new Redirect("Replay.positions", "Deque.isEmpty", "yes", 1)),
          new PlantedBug(
              "frames claim that all is durable",
              new Redirect("SegmentAppender.write", "SegmentWriter.begin", "overclaims", 1)),
          new PlantedBug(
              "an opening does not sync what it found",
              new Redirect("Recovery.syncSegments", "DiskFile.force", "notForced", 1)),
          new PlantedBug(
              "an opening syncs what it found without writing it again",
              new Redirect("Recovery.syncSegments", "Recovery.writeAgain", "notWrittenAgain", 2)),
          new PlantedBug(
              "an opening does not sync a file that a failed write has left empty",
              new Redirect("Recovery.sync", "DiskFile.force", "notForced", 1)),
          new PlantedBug(
              "a sink that comes during a write starts before its records",
              new Redirect("Ledger.publish", "Ledger.newSinksStartBehind", "notBehind", 1)),
          new PlantedBug(
              "a read that fails costs what it did not read",
              new Redirect("FeedReader.read", "FrameScanner.missesSectors", "no", 1)));

  private PlantedBugs() {}
}

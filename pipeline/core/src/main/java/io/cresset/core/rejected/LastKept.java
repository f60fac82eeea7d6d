package io.cresset.core.rejected;

import io.cresset.api.model.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Up to where a sink's refused records are set aside: a position that moves in the same frame as
 * the records that it covers, so that after a crash, when chunks come again, none of them is set
 * aside twice. An opening of the log takes numbers again that a power cut took from the one before,
 * hence the epoch.
 *
 * @param endNumber just past the last one
 */
record LastKept(UUID logId, long epoch, long endNumber) {
  static final LastKept NONE = new LastKept(new UUID(0, 0), 0, 0);

  static String key(Refuser by) {
    return by.toString();
  }

  /** The one after a record. */
  static LastKept after(RejectedRecord record) {
    return new LastKept(record.logId(), record.epoch(), record.number() + 1);
  }

  static LastKept read(Optional<ByteSlice> position) {
    if (position.isEmpty()) {
      return NONE;
    }
    String[] words =
        new String(position.get().toByteArray(), StandardCharsets.UTF_8).split(" ", -1);
    try {
      return words.length == 3
          ? new LastKept(
              UUID.fromString(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]))
          : NONE;
    } catch (IllegalArgumentException _) {
      // Unknown means that some may be set aside twice, and none is lost.
      return NONE;
    }
  }

  ByteSlice bytes() {
    return ByteSlice.of((logId + " " + epoch + " " + endNumber).getBytes(StandardCharsets.UTF_8));
  }

  boolean covers(UUID log, long itsEpoch, long number) {
    return logId.equals(log) && itsEpoch <= epoch && number < endNumber;
  }
}

package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the frames that carry the state. */
final class StateFrames {
  private StateFrames() {}

  /** One frame with the progress of all sinks. */
  static OutgoingFrame progress(StateRecord state, long nowUnixNanos) {
    return OutgoingFrame.state(Map.of(), state.encode(), nowUnixNanos);
  }

  /**
   * The whole state, in as many frames as the positions need. They must be written one behind the
   * other; a reader takes them only when it has all.
   *
   * @param number tells the parts of this snapshot from those of another
   * @param partBytes how many bytes of positions go in one frame
   */
  static List<OutgoingFrame> snapshot(
      StateRecord state,
      Map<String, ByteSlice> positions,
      long number,
      int partBytes,
      long nowUnixNanos) {
    List<Map<String, Optional<ByteSlice>>> parts = new ArrayList<>();
    Map<String, Optional<ByteSlice>> part = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<String, ByteSlice> position : positions.entrySet()) {
      Optional<ByteSlice> value = Optional.of(position.getValue());
      int more = PositionCodec.encodedBytes(position.getKey(), value);
      if (bytes > 0 && bytes + more > partBytes) {
        parts.add(part);
        part = new LinkedHashMap<>();
        bytes = 0;
      }
      part.put(position.getKey(), value);
      bytes += more;
    }
    parts.add(part);
    List<OutgoingFrame> frames = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      frames.add(
          OutgoingFrame.state(
              parts.get(i), state.asPart(number, i, parts.size()).encode(), nowUnixNanos));
    }
    return frames;
  }
}

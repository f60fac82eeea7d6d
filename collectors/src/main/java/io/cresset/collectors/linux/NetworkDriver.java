package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the driver of a network interface tells ethtool(8). Layouts are those of linux/ethtool.h.
 * What a driver refuses is left out, for drivers differ in what they know.
 *
 * @param statistics by the driver's own names, unsigned
 */
public record NetworkDriver(
    Optional<Settings> settings, Optional<Info> info, Map<String, Long> statistics) {

  /**
   * How a link is set.
   *
   * @param supported a bit for each of the first 32 link modes
   * @param advertised likewise
   */
  public record Settings(int supported, int advertised, int autonegotiation) {}

  public record Info(String driver, String version, String firmware, String bus, String rom) {}

  private static final long SIOCETHTOOL = 0x8946;

  /** {@code struct ifreq}: a name, and a pointer to the command. */
  private static final long IFREQ_BYTES = 40;

  private static final int NAME_BYTES = 16;
  private static final long IFR_DATA = 16;

  private static final int GET_SETTINGS = 0x1;
  private static final long SETTINGS_BYTES = 44;
  private static final int GET_INFO = 0x3;
  private static final long INFO_BYTES = 196;
  private static final long INFO_COUNT = 180;
  private static final int INFO_TEXT_BYTES = 32;
  private static final int GET_STRINGS = 0x1b;
  private static final int STATISTICS = 1;
  private static final int STRING_BYTES = 32;
  private static final int GET_STATISTICS = 0x1d;

  /** More than any driver has. */
  private static final int MAX_STATISTICS = 32_768;

  /**
   * The kernel writes as many as there are when it writes. If somebody gives the device more queues
   * between the question how many there are and the next one, that is more than was said.
   */
  private static final int ROOM_FOR_MORE = 4096;

  /**
   * @throws IOException if this program gets no socket
   */
  public static NetworkDriver of(String device) throws IOException {
    try (CommandSocket socket = new CommandSocket()) {
      return of(socket, device);
    }
  }

  static NetworkDriver of(Commands socket, String device) {
    MemorySegment request = socket.allocate(IFREQ_BYTES);
    byte[] name = device.getBytes(UTF_8);
    if (name.length >= NAME_BYTES) {
      return new NetworkDriver(Optional.empty(), Optional.empty(), Map.of());
    }
    MemorySegment.copy(name, 0, request, JAVA_BYTE, 0, name.length);
    MemorySegment settings = socket.allocate(SETTINGS_BYTES);
    MemorySegment info = socket.allocate(INFO_BYTES);
    boolean hasSettings = ask(socket, request, settings, GET_SETTINGS);
    boolean hasInfo = ask(socket, request, info, GET_INFO);
    int count = hasInfo ? info.get(JAVA_INT, INFO_COUNT) : 0;
    return new NetworkDriver(
        hasSettings
            ? Optional.of(
                new Settings(
                    settings.get(JAVA_INT, 4),
                    settings.get(JAVA_INT, 8),
                    Byte.toUnsignedInt(settings.get(JAVA_BYTE, 18))))
            : Optional.empty(),
        hasInfo
            ? Optional.of(
                new Info(
                    text(info, 4, INFO_TEXT_BYTES),
                    text(info, 36, INFO_TEXT_BYTES),
                    text(info, 68, INFO_TEXT_BYTES),
                    text(info, 100, INFO_TEXT_BYTES),
                    text(info, 132, INFO_TEXT_BYTES)))
            : Optional.empty(),
        count > 0 && count <= MAX_STATISTICS ? statistics(socket, request, count) : Map.of());
  }

  private static Map<String, Long> statistics(Commands socket, MemorySegment request, int count) {
    MemorySegment names = socket.allocate(12 + (count + ROOM_FOR_MORE) * (long) STRING_BYTES);
    names.set(JAVA_INT, 4, STATISTICS);
    names.set(JAVA_INT, 8, count);
    MemorySegment values = socket.allocate(8 + (count + ROOM_FOR_MORE) * (long) Long.BYTES);
    values.set(JAVA_INT, 4, count);
    if (!ask(socket, request, names, GET_STRINGS)
        || !ask(socket, request, values, GET_STATISTICS)
        || names.get(JAVA_INT, 8) != count
        || values.get(JAVA_INT, 4) != count) {
      return Map.of();
    }
    Map<String, Long> found = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(names, 12 + i * (long) STRING_BYTES, STRING_BYTES);
      if (!name.isEmpty()) {
        found.put(name, values.get(JAVA_LONG, 8 + i * (long) Long.BYTES));
      }
    }
    return found;
  }

  /** Whether the driver answers. */
  private static boolean ask(
      Commands socket, MemorySegment request, MemorySegment argument, int command) {
    argument.set(JAVA_INT, 0, command);
    request.set(ADDRESS, IFR_DATA, argument);
    try {
      socket.command(SIOCETHTOOL, request);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String text(MemorySegment memory, long at, int most) {
    byte[] bytes = memory.asSlice(at, most).toArray(JAVA_BYTE);
    int end = 0;
    while (end < most && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, UTF_8);
  }
}

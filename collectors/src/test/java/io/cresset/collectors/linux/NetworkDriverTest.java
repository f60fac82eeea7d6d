package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A driver that answers by the layouts of linux/ethtool.h. */
class NetworkDriverTest {
  private static final int SIOCETHTOOL = 0x8946;

  private final Set<Integer> refused = new HashSet<>();
  private final List<String> names = List.of("rx_packets", "a_name_of_exactly_32_characters__", "");
  private int counted = names.size();
  private int written = names.size();

  private final Commands driver =
      new Commands() {
        @Override
        public MemorySegment allocate(long bytes) {
          return Arena.ofAuto().allocate(bytes, Long.BYTES);
        }

        @Override
        @SuppressWarnings("restricted") // It looks where a pointer points to, as the kernel does.
        public int command(long request, MemorySegment argument) throws IOException {
          assertThat(request).isEqualTo(SIOCETHTOOL);
          assertThat(argument.getString(0)).isEqualTo("eth0");
          MemorySegment asked = argument.get(ADDRESS, 16).reinterpret(1 << 16);
          int command = asked.get(JAVA_INT, 0);
          if (refused.contains(command)) {
            throw new OpenFile.Refused("eth0: operation not supported", 95);
          }
          answer(command, asked);
          return 0;
        }
      };

  private void answer(int command, MemorySegment into) {
    switch (command) {
      case 0x1 -> {
        into.set(JAVA_INT, 4, 0x6f);
        into.set(JAVA_INT, 8, 0x8000_0000);
        into.set(JAVA_BYTE, 18, (byte) 1);
      }
      case 0x3 -> {
        put(into, 4, "e1000e");
        put(into, 36, "6.18");
        put(into, 68, "0.5-4");
        put(into, 100, "0000:00:1f.6");
        put(into, 132, "x");
        into.set(JAVA_INT, 180, counted);
      }
      case 0x1b -> {
        assertThat(into.get(JAVA_INT, 4)).isEqualTo(1);
        into.set(JAVA_INT, 8, written);
        for (int i = 0; i < names.size(); i++) {
          put(into, 12 + 32L * i, names.get(i));
        }
      }
      case 0x1d -> {
        into.set(JAVA_INT, 4, written);
        for (int i = 0; i < names.size(); i++) {
          into.set(JAVA_LONG, 8 + 8L * i, i - 1L);
        }
      }
      default -> throw new AssertionError(command);
    }
  }

  private static void put(MemorySegment into, long at, String text) {
    for (int i = 0; i < Math.min(text.length(), 32); i++) {
      into.set(JAVA_BYTE, at + i, (byte) text.charAt(i));
    }
  }

  @Test
  void allIsRead() {
    assertThat(NetworkDriver.of(driver, "eth0"))
        .isEqualTo(
            new NetworkDriver(
                Optional.of(new NetworkDriver.Settings(0x6f, 0x8000_0000, 1)),
                Optional.of(new NetworkDriver.Info("e1000e", "6.18", "0.5-4", "0000:00:1f.6", "x")),
                Map.of("rx_packets", -1L, "a_name_of_exactly_32_characters_", 0L)));
  }

  @Test
  void whatIsRefusedIsLeftOut() {
    refused.addAll(Set.of(0x1, 0x1d));
    NetworkDriver read = NetworkDriver.of(driver, "eth0");
    assertThat(read.settings()).isEmpty();
    assertThat(read.info()).isPresent();
    assertThat(read.statistics()).isEmpty();
    refused.add(0x3);
    assertThat(NetworkDriver.of(driver, "eth0").info()).isEmpty();
  }

  @Test
  void countersThatBecameMoreMeanwhileAreLeftOut() {
    written = names.size() + 2;
    assertThat(NetworkDriver.of(driver, "eth0").statistics()).isEmpty();
  }

  @Test
  void aCountBeyondAnyDriversIsNotBelieved() {
    counted = Integer.MAX_VALUE;
    assertThat(NetworkDriver.of(driver, "eth0").statistics()).isEmpty();
  }

  @Test
  void theLoopbackHasADriverToo() throws IOException {
    assertThat(NetworkDriver.of("lo").statistics()).isEmpty();
    assertThat(NetworkDriver.of("a-name-that-is-far-too-long").info()).isEmpty();
  }
}

package io.cresset.collectors.node.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CpuTimesTest {
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;

  private final Map<Long, long[]> highest = new TreeMap<>();

  private void see(String stat) throws CollectFailure {
    CpuTimes.keepHighest(highest, CpuTimes.parse(Scan.of("stat", stat)));
  }

  private long[] cpu(long number) {
    return highest.getOrDefault(number, new long[0]);
  }

  @Test
  void aTimeThatGoesBackStaysWhereItWas() throws CollectFailure {
    see("cpu0 100 0 0 1000 500 0 0 0 0 0\n");
    see("cpu0 101 0 0 999 480 0 0 0 0 0\n");
    assertThat(cpu(0)).containsExactly(101, 0, 0, 1000, 500, 0, 0, 0, 0, 0);
    see("cpu0 102 0 0 1001 501 0 0 0 0 0\n");
    assertThat(cpu(0)).containsExactly(102, 0, 0, 1001, 501, 0, 0, 0, 0, 0);
  }

  @Test
  void idleThatFallsByThreeSecondsIsAnotherCpu() throws CollectFailure {
    see("cpu0 100 0 0 1000 500 0 0 0 0 0\n");
    see("cpu0 1 0 0 701 1 0 0 0 0 0\n");
    assertThat(cpu(0)[IDLE]).isEqualTo(1000);
    assertThat(cpu(0)[IOWAIT]).isEqualTo(500);
    see("cpu0 1 0 0 700 1 0 0 0 0 0\n");
    assertThat(cpu(0)).containsExactly(1, 0, 0, 700, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void aCpuThatWasTakenOutIsForgotten() throws CollectFailure {
    see("cpu0 1 1 1 1 1 1 1 1 1 1\ncpu1 9 9 9 9 9 9 9 9 9 9\n");
    see("cpu0 2 2 2 2 2 2 2 2 2 2\n");
    assertThat(highest).containsOnlyKeys(0L);
    see("cpu0 2 2 2 2 2 2 2 2 2 2\ncpu1 1 1 1 1 1 1 1 1 1 1\n");
    assertThat(cpu(1)[IDLE]).isEqualTo(1);
  }
}

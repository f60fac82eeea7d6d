package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.process.FakeProcesses.Fake;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand processes, with as many names. */
class ManyProcessesTest {
  private static final int PROCESSES = 10_000;

  /** The page has 41 groups; the rest is names of folders and what a read hands out. */
  private static final long MOST_BYTES_A_PROCESS = 2500;

  @TempDir Path dir;

  @Test
  void thePageAndTheMemoryForItAreBounded() throws Exception {
    FakeProcesses proc = new FakeProcesses(dir.resolve("proc"));
    for (int i = 0; i < PROCESSES; i++) {
      Fake fake = new Fake(100 + i);
      fake.comm = "p" + i;
      fake.residentPages = 10L + i;
      fake.openFiles = 1;
      proc.write(fake);
    }
    ProcessConfig config = ProcessRig.config(proc.root, List.of(), Optional.empty());
    try (ProcessRig rig = new ProcessRig(config)) {
      Map<String, Double> page = rig.run();
      assertThat(page.keySet().stream().filter(it -> it.startsWith("num_procs")))
          .hasSizeLessThan(42);
      double all =
          page.entrySet().stream()
              .filter(it -> it.getKey().startsWith("num_procs"))
              .mapToDouble(Map.Entry::getValue)
              .sum();
      assertThat(all).isEqualTo(PROCESSES);
      rig.run();
      long before = allocated();
      rig.run();
      assertThat((allocated() - before) / PROCESSES).isLessThan(MOST_BYTES_A_PROCESS);
    }
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}

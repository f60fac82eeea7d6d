package io.cresset.collectors.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.process.FakeProcesses.Fake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of three threads, one of which ends and another comes. */
class ProcessThreadsTest {
  private static final String VOLUNTARY =
      "context_switches_total{ctxswitchtype=\"voluntary\",groupname=\"worker\"}";

  @TempDir Path dir;
  private FakeProcesses proc;
  private final Fake fake = new Fake(10);

  @BeforeEach
  void threads() throws Exception {
    proc = new FakeProcesses(dir.resolve("proc"));
    fake.threads = 3;
    proc.write(fake);
    proc.thread(fake, 10, "worker", 100, 10);
    proc.thread(fake, 11, "pool", 200, 20);
    proc.thread(fake, 12, "pool", 300, 30);
    Files.writeString(
        proc.folder(10).resolve("smaps_rollup"), "Rss: 9 kB\nPss: 7 kB\nSwapPss: 2 kB\n");
  }

  private static String thread(String metric, String name, String more) {
    return "thread_" + metric + "{groupname=\"worker\"," + more + "threadname=\"" + name + "\"}";
  }

  @Test
  void switchesAndStatesAreThoseOfAllThreads() throws Exception {
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root))) {
      Map<String, Double> page = rig.run();
      assertThat(page)
          .containsEntry(VOLUNTARY, 0.0)
          .containsEntry("num_threads{groupname=\"worker\"}", 3.0)
          // The process and its three threads, as process-exporter counts.
          .containsEntry("states{groupname=\"worker\",state=\"Sleeping\"}", 4.0);
      assertThat(page.keySet())
          .noneMatch(it -> it.startsWith("thread_") || it.startsWith("threads_wchan"));
      proc.thread(fake, 11, "pool", 210, 25);
      FakeProcesses.remove(proc.folder(10).resolve("task/12"));
      proc.thread(fake, 13, "pool", 1, 4);
      assertThat(rig.run()).containsEntry(VOLUNTARY, 9.0);
      // One that ends takes nothing along.
      fake.threads = 2;
      proc.write(fake);
      FakeProcesses.remove(proc.folder(10).resolve("task/11"));
      assertThat(rig.run()).containsEntry(VOLUNTARY, 9.0);
    }
  }

  @Test
  void threadsCountByTheirNames() throws Exception {
    try (ProcessRig rig = new ProcessRig(ProcessRig.thorough(proc.root, List.of()))) {
      assertThat(rig.run())
          .containsEntry(thread("count", "pool", ""), 2.0)
          .containsEntry(thread("count", "worker", ""), 1.0)
          .containsEntry(thread("cpu_seconds_total", "pool", "mode=\"user\","), 0.0)
          // Of the process and each of its threads, as process-exporter counts.
          .containsEntry("threads_wchan{groupname=\"worker\",wchan=\"futex_wait_queue\"}", 4.0);
      proc.thread(fake, 11, "pool", 250, 25);
      Map<String, Double> page = rig.run();
      assertThat(page)
          .containsEntry(thread("cpu_seconds_total", "pool", "mode=\"user\","), 0.5)
          .containsEntry(thread("io_bytes_total", "pool", "iomode=\"read\","), 50.0)
          .containsEntry(
              thread("context_switches_total", "pool", "ctxswitchtype=\"voluntary\",")
                  .replace(
                      "{groupname=\"worker\",ctxswitchtype=\"voluntary\",",
                      "{ctxswitchtype=\"voluntary\",groupname=\"worker\","),
              5.0);
      fake.threads = 1;
      fake.ranNanos = 99;
      proc.write(fake);
      assertThat(rig.run().keySet()).noneMatch(it -> it.startsWith("thread_"));
    }
  }

  @Test
  void theShareOfMemoryIsReadWhenItIsAskedFor() throws Exception {
    String share = "memory_bytes{groupname=\"worker\",memtype=\"proportionalResident\"}";
    try (ProcessRig rig = new ProcessRig(ProcessRig.thorough(proc.root, List.of()))) {
      assertThat(rig.run())
          .containsEntry(share, 7.0 * 1024)
          .containsEntry(share.replace("Resident", "Swapped"), 2.0 * 1024);
      Files.delete(proc.folder(10).resolve("smaps_rollup"));
      assertThat(rig.run()).doesNotContainKey(share);
    }
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root))) {
      assertThat(rig.run()).doesNotContainKey(share);
    }
  }

  @Test
  void whatDidNothingIsNotReadAgain() throws Exception {
    Fake idle = new Fake(20);
    idle.comm = "idle";
    proc.write(idle);
    String read = "read_bytes_total{groupname=\"idle\"}";
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root))) {
      assertThat(rig.run()).containsEntry(read, 0.0);
      idle.readBytes = 4096;
      proc.write(idle);
      assertThat(rig.run()).containsEntry(read, 0.0);
      idle.ranNanos++;
      proc.write(idle);
      assertThat(rig.run()).containsEntry(read, 4096.0);
    }
  }

  @Test
  void withoutSchedulerStatisticsEverythingIsRead() throws Exception {
    Fake idle = new Fake(20);
    idle.comm = "idle";
    proc.write(idle);
    Files.delete(proc.folder(20).resolve("schedstat"));
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root))) {
      rig.run();
      idle.readBytes = 4096;
      idle.voluntary = 3;
      proc.write(idle);
      Files.delete(proc.folder(20).resolve("schedstat"));
      assertThat(rig.run())
          .containsEntry("read_bytes_total{groupname=\"idle\"}", 4096.0)
          .containsEntry(VOLUNTARY.replace("worker", "idle"), 3.0);
    }
  }

  @Test
  void aKernelThatKeepsNoTimesLeavesReadingEverything() throws Exception {
    Fake busy = new Fake(20);
    busy.comm = "busy";
    busy.ranNanos = 0;
    proc.write(busy);
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root))) {
      rig.run();
      for (int switches = 3; switches <= 6; switches += 3) {
        busy.voluntary = switches;
        proc.write(busy);
        assertThat(proc.folder(20).resolve("schedstat"))
            .content()
            .startsWith("0 ")
            .endsWith(" 0\n");
        assertThat(rig.run()).containsEntry(VOLUNTARY.replace("worker", "busy"), switches * 1.0);
      }
    }
  }

  @Test
  void ioOfAThreadThatMayBeReadLaterCountsFromThen() throws Exception {
    String read = thread("io_bytes_total", "pool", "iomode=\"read\",");
    Files.delete(proc.folder(10).resolve("task/11/io"));
    try (ProcessRig rig = new ProcessRig(ProcessRig.thorough(proc.root, List.of()))) {
      assertThat(rig.run()).containsEntry(read, 0.0);
      proc.thread(fake, 11, "pool", 250, 25);
      assertThat(rig.run()).containsEntry(read, 0.0);
      proc.thread(fake, 11, "pool", 257, 26);
      assertThat(rig.run()).containsEntry(read, 7.0);
    }
  }

  @Test
  void aSingleThreadThatGetsOthersCountsFromThen() throws Exception {
    Fake grown = new Fake(20);
    grown.comm = "grown";
    grown.userTicks = 5000;
    proc.write(grown);
    String user =
        thread("cpu_seconds_total", "grown", "mode=\"user\",").replace("\"worker\"", "\"grown\"");
    try (ProcessRig rig = new ProcessRig(ProcessRig.thorough(proc.root, List.of()))) {
      rig.run();
      grown.threads = 2;
      proc.write(grown);
      proc.thread(grown, 20, "grown", 5000, 9);
      proc.thread(grown, 21, "young", 40, 1);
      assertThat(rig.run())
          .containsEntry(user, 0.0)
          .containsEntry(user.replace("threadname=\"grown\"", "threadname=\"young\""), 0.4);
      proc.thread(grown, 20, "grown", 5010, 12);
      assertThat(rig.run()).containsEntry(user, 0.1);
    }
  }

  @Test
  void memoryThatWasSwappedOutOfAnIdleProcessIsSeen() throws Exception {
    Fake idle = new Fake(20);
    idle.comm = "idle";
    idle.residentPages = 100;
    proc.write(idle);
    String swapped = "memory_bytes{groupname=\"idle\",memtype=\"swapped\"}";
    try (ProcessRig rig = new ProcessRig(ProcessRig.config(proc.root))) {
      rig.run();
      idle.residentPages = 50;
      idle.swappedKib = 200;
      proc.write(idle);
      assertThat(rig.run()).containsEntry(swapped, 200.0 * 1024);
    }
  }
}

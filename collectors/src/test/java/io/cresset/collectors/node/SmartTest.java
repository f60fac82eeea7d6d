package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.collectors.node.smart.Smart;
import io.cresset.collectors.node.smart.SmartOptions;
import io.cresset.collectors.node.source.Host;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When disks are asked, and what is shown of those that are not. */
@Timeout(120)
class SmartTest {
  private final Path folder;
  private final FakeTime time = new FakeTime();
  private final CollectorHarness harness = new CollectorHarness("node", time);
  private final Collector collector;

  SmartTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    List<String> others =
        Arrays.stream(NodePart.values())
            .filter(part -> part != NodePart.SMART && part.byDefault())
            .map(NodePart::id)
            .toList();
    this.collector =
        new NodeCollector(
            TestNodeConfig.in(folder).disabling(others).build(), harness, new FakeMachine(folder));
    harness.start(collector);
    file("sys/block/sda/device/vendor", "ATA\n");
    file("disks/sda-e5-00", "registers ff0000\n");
    file("disks/sda-ec-00", "164 0100\n");
    file("disks/sda-b0-d0", "2 c2 2200 64 64 21 00 00 00 00 00\n");
  }

  @AfterEach
  void close() {
    collector.close();
    harness.close();
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private String page() throws InterruptedException {
    harness.clear();
    harness.run("smart");
    return new String(PrometheusText.write(harness.families()).utf8(), UTF_8);
  }

  private static String temperature(int celsius) {
    return "smartctl_device_temperature{device=\"sda\",temperature_type=\"current\"} " + celsius;
  }

  @Test
  void aScrapeShowsWhatDisksSaidAndDoesNotAskThem() throws Exception {
    assertThat(page()).contains(temperature(33), "smartctl_device_state{device=\"sda\"} 0");
    file("disks/sda-b0-d0", "2 c2 2200 64 64 29 00 00 00 00 00\n");
    assertThat(page()).contains(temperature(33));
    harness.run("smart-disks");
    assertThat(page()).contains(temperature(41));
  }

  @Test
  void aDiskThatSleepsIsAskedNothingElse() throws Exception {
    harness.run("smart-disks");
    // Whatever else it would be asked it would refuse, and the run would fail.
    file("disks/sda-e5-00", "registers 000000\n");
    Files.delete(folder.resolve("disks/sda-ec-00"));
    Files.delete(folder.resolve("disks/sda-b0-d0"));
    harness.run("smart-disks");
    assertThat(page())
        .contains(
            temperature(33),
            "smartctl_device_state{device=\"sda\"} 1",
            "node_scrape_collector_success{collector=\"smart\"} 1");
  }

  @Test
  void aDiskThatTheKernelPutToSleepIsNotEvenOpened() throws Exception {
    harness.run("smart-disks");
    file("sys/block/sda/device/power/runtime_status", "suspended\n");
    Files.delete(folder.resolve("disks/sda-e5-00"));
    harness.run("smart-disks");
    assertThat(page())
        .contains(
            temperature(33),
            "smartctl_device_state{device=\"sda\"} 1",
            "node_scrape_collector_success{collector=\"smart\"} 1");
  }

  @Test
  void aDiskThatIsTakenOutIsToldNoMore() throws Exception {
    assertThat(page()).contains(temperature(33));
    Files.delete(folder.resolve("sys/block/sda/device/vendor"));
    harness.run("smart-disks");
    assertThat(page()).doesNotContain("device=\"sda\"");
  }

  /** Until it has ended, with a limit that is long enough for any machine. */
  private static void join(Thread thread) throws InterruptedException {
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
  }

  private boolean shows(String text) {
    try {
      return page().contains(text);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Thread running(String task) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                harness.run(task);
              } catch (InterruptedException _) {
                // As asked.
              }
            });
  }

  /** The question that it hangs at is answered. */
  private void answer(Path pipe) throws IOException {
    Files.writeString(pipe, "registers 000000\n");
  }

  @Test
  void aDiskThatNeverAnswersDelaysNoOtherAndOldValuesEnd() throws Exception {
    file("sys/block/sdb/device/vendor", "ATA\n");
    file("disks/sdb-e5-00", "registers 000000\n");
    assertThat(page()).contains(temperature(33), "smartctl_device_state{device=\"sdb\"} 1");
    Path pipe = folder.resolve("disks/sda-e5-00");
    Files.delete(pipe);
    Pipe.make(pipe);
    file("disks/sdb-e5-00", "registers ff0000\n");
    file("disks/sdb-ec-00", "0 0000\n");

    Thread first = running("smart-disks");
    time.awaitWaiterFor(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    Eventually.holds(
        "the one behind it is shown", () -> shows("smartctl_device_state{device=\"sdb\"} 0"));
    time.awaitWaiterFor(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(29));
    join(first);
    assertThat(page())
        .contains(temperature(33), "node_scrape_collector_success{collector=\"smart\"} 0");
    assertThat(harness.failures())
        .last()
        .extracting(Throwable::getMessage)
        .isEqualTo(folder + "/rootfs/dev/sda: no answer within 30 s");

    // From now on nobody waits for it, and its values end.
    time.advance(Duration.ofSeconds(901));
    harness.run("smart-disks");
    assertThat(page())
        .contains("smartctl_device_state{device=\"sdb\"} 0")
        .doesNotContain("device=\"sda\"");
    answer(pipe);
    Eventually.holds("it came back", () -> shows("smartctl_device_state{device=\"sda\"} 1"));
  }

  @Test
  void aScrapeThatWaitsForTheFirstAnswersCanBeInterrupted() throws Exception {
    Path pipe = folder.resolve("disks/sda-e5-00");
    Files.delete(pipe);
    Pipe.make(pipe);
    Thread hanging = running("smart-disks");
    time.awaitWaiterFor(Duration.ofSeconds(1));
    Thread scrape = running("smart");
    Eventually.holds("the scrape waits", () -> scrape.getState() == Thread.State.WAITING);
    scrape.interrupt();
    join(scrape);
    answer(pipe);
    join(hanging);
  }

  @Test
  void aPipeAmongOutputsOfSmartctlIsNotWaitedFor(@TempDir Path outputs) throws Exception {
    Pipe.make(outputs.resolve("a.json"));
    Host host = new Host(folder, folder, folder, folder, new FakeMachine(folder), time, _ -> {});
    Smart smart = new Smart(host, new SmartOptions(Duration.ofMinutes(5), Optional.of(outputs)));
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> smart.collect(_ -> {}))
        .withMessage(outputs + "/a.json: it is no regular file");
  }
}

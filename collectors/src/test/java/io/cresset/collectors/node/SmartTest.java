package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When disks are asked, and what is shown of those that are not. */
class SmartTest {
  private final Path folder;
  private final CollectorHarness harness = new CollectorHarness("node", new FakeTime());
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
}

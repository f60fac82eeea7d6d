package io.cresset.core.log;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Batches such as a small cluster makes: what repeats in them repeats as it does there. */
final class LifelikeBatches {
  private static final long START_NANOS = 1_790_000_000_000_000_000L;
  private static final List<String> HOSTS = List.of("gw", "nas", "pve1", "pve2", "ap-floor1");
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "monitoring", "media", "home-automation");

  private final SplittableRandom dice;
  private long now = START_NANOS;

  LifelikeBatches(long seed) {
    dice = new SplittableRandom(seed);
  }

  /** Lines of a few hosts and programs, about 350 encoded bytes each. */
  EncodedBatch syslog(int lines) {
    List<ResourceLogs> resources = new ArrayList<>();
    for (String host : HOSTS) {
      List<LogRecord> records = new ArrayList<>();
      for (int i = 0; i < lines / HOSTS.size(); i++) {
        now += dice.nextInt(40_000_000);
        records.add(line());
      }
      Resource resource =
          Resource.of(Attributes.builder().put("host.name", host).put("job", "syslog").build());
      resources.add(new ResourceLogs(resource, records));
    }
    return OtlpLogs.encode(new LogBatch(resources, PositionMoves.none()));
  }

  private LogRecord line() {
    String address = "10.0." + dice.nextInt(4) + "." + (2 + dice.nextInt(200));
    String other = dice.nextInt(1, 224) + "." + dice.nextInt(256) + "." + dice.nextInt(256) + ".7";
    int port = dice.nextInt(1024, 65536);
    String program;
    String text;
    switch (dice.nextInt(6)) {
      case 0 -> {
        program = "kernel";
        text =
            "[WAN_LOCAL-default-D]IN=eth0 OUT= MAC=%02x:9f:c2:1e:00:7a SRC=%s DST=%s LEN=%d TOS=0x00 PREC=0x00 TTL=%d ID=%d PROTO=TCP SPT=%d DPT=%d WINDOW=1024 RES=0x00 SYN URGP=0"
                .formatted(
                    dice.nextInt(256),
                    other,
                    address,
                    40 + dice.nextInt(1400),
                    dice.nextInt(30, 255),
                    dice.nextInt(65536),
                    port,
                    dice.nextInt(1, 10_000));
      }
      case 1 -> {
        program = "sshd";
        text =
            "Failed password for invalid user admin%d from %s port %d ssh2"
                .formatted(dice.nextInt(50), other, port);
      }
      case 2 -> {
        program = "dnsmasq-dhcp";
        text =
            "DHCPACK(br0) %s a4:cf:12:%02x:%02x:%02x device-%d"
                .formatted(
                    address,
                    dice.nextInt(256),
                    dice.nextInt(256),
                    dice.nextInt(256),
                    dice.nextInt(100));
      }
      case 3 -> {
        program = "systemd";
        text =
            dice.nextBoolean()
                ? "Started Session %d of User root.".formatted(dice.nextInt(9000))
                : "logrotate.service: Deactivated successfully.";
      }
      case 4 -> {
        program = "nginx";
        text =
            "%s - - \"GET /api/v1/things/%s HTTP/1.1\" 200 %d \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\" %.3f"
                .formatted(
                    address,
                    new UUID(dice.nextLong(), dice.nextLong()),
                    dice.nextInt(90_000),
                    dice.nextDouble());
      }
      default -> {
        program = "hostapd";
        text =
            "wlan0: STA a4:cf:12:%02x:%02x:%02x IEEE 802.11: authenticated"
                .formatted(dice.nextInt(256), dice.nextInt(256), dice.nextInt(256));
      }
    }
    Value body = new Value.Text(ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
    return LogRecord.builder(now, now + dice.nextInt(2_000_000), body)
        .severity(dice.nextInt(4) == 0 ? 13 : 9, dice.nextInt(4) == 0 ? "warning" : "info")
        .attributes(
            Attributes.builder()
                .put("syslog.appname", program)
                .put("syslog.facility", "daemon")
                .put("syslog.procid", Integer.toString(dice.nextInt(400, 32768)))
                .put("client.address", address)
                .build())
        .build();
  }

  /** What one round of collecting usage from pods is, with the labels that it has there. */
  List<EncodedBatch> podMetrics(int pods) {
    now += 15_000_000_000L;
    List<MetricFamily> families = new ArrayList<>();
    for (String name :
        List.of(
            "container_cpu_usage_seconds_total",
            "container_memory_working_set_bytes",
            "container_network_receive_bytes_total",
            "container_fs_writes_bytes_total",
            "kube_pod_container_status_restarts_total")) {
      SplittableRandom names = new SplittableRandom(7);
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < pods; i++) {
        String app = "service-" + (i % 23);
        String pod =
            app + "-" + Integer.toHexString(names.nextInt()) + "-" + Integer.toString(i, 36);
        Labels labels =
            Labels.of(
                "container",
                app,
                "namespace",
                NAMESPACES.get(i % 5),
                "node",
                "pve" + (i % 3),
                "pod",
                pod,
                "uid",
                new UUID(names.nextLong(), names.nextLong()).toString());
        double value =
            switch (name) {
              case "container_cpu_usage_seconds_total" -> dice.nextDouble() * 1e5;
              case "container_memory_working_set_bytes" -> 4096.0 * dice.nextInt(100_000);
              case "kube_pod_container_status_restarts_total" -> dice.nextInt(50) == 0 ? 1 : 0;
              default -> dice.nextInt(3) == 0 ? 0 : dice.nextInt(1 << 30);
            };
        points.add(new NumberPoint(labels, value).at(now));
      }
      families.add(
          MetricSpec.counter(name, "What one of its kind has used.", "container", "pod")
              .family(points));
    }
    Resource resource =
        Resource.of(
            Attributes.builder().put("cluster", "home").put("job", "kubernetes-pods").build());
    return OtlpMetrics.encode(MetricBatch.of(resource, families));
  }

  /** What {@code node} emits in one round. */
  List<EncodedBatch> nodeMetrics(int cpus) {
    now += 15_000_000_000L;
    List<MetricFamily> families = new ArrayList<>();
    List<Point> seconds = new ArrayList<>();
    for (int cpu = 0; cpu < cpus; cpu++) {
      for (String mode :
          List.of("idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user")) {
        Labels labels = Labels.of("cpu", Integer.toString(cpu), "mode", mode);
        seconds.add(new NumberPoint(labels, dice.nextInt(10_000_000) / 100.0).at(now));
      }
    }
    families.add(
        MetricSpec.counter(
                "node_cpu_seconds_total", "Seconds the CPUs spent in each mode.", "cpu", "mode")
            .family(seconds));
    for (int i = 0; i < 40; i++) {
      List<Point> points = new ArrayList<>();
      for (String device : List.of("br0", "eth0", "eth1", "lo", "veth12ab", "wlan0")) {
        points.add(new NumberPoint(Labels.of("device", device), dice.nextInt(1 << 30)).at(now));
      }
      families.add(
          MetricSpec.counter(
                  "node_network_something" + i + "_total",
                  "Network device statistic something" + i + ".",
                  "device")
              .family(points));
    }
    Resource resource =
        Resource.of(
            Attributes.builder().put("host.name", "pve1").put("job", "node-exporter").build());
    return OtlpMetrics.encode(MetricBatch.of(resource, families));
  }
}

package io.cresset.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.api.model.Signal;
import io.cresset.app.web.Snapshot;
import io.cresset.core.log.LogStatus;
import io.cresset.core.rejected.Refuser;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person and a program are told of a program that has every kind of trouble. */
class StatusTest {
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private static final Status STATUS =
      new Status(
          new Status.About(
              "1.2",
              812,
              "http://127.0.0.1:9464/",
              NOW - 3 * 3600 * SECOND,
              Optional.of(Path.of("/var/lib/cresset")),
              true,
              Map.of("logs", 512L << 20, "rejected", 64L << 20)),
          snapshot(1_000, 4_000),
          snapshot(13_500, 4_003),
          2 * SECOND,
          NOW,
          List.of(new Status.NotCollected("node", "this machine, in /proc", "node: {}")),
          text -> text.replace("hunter2", "***"));

  private static Snapshot snapshot(long records, long delivered) {
    ComponentStatus node =
        new ComponentStatus(
            "node",
            "node",
            true,
            7,
            Map.of(),
            5_000,
            Map.of(),
            0,
            Map.of(),
            List.of(
                new TaskStatus("cpu", State.STARTING, "", "", NOW, 0),
                new TaskStatus("pressure", State.ABSENT, "no /proc/pressure", "", NOW, 0),
                new TaskStatus("zfs", State.ABSENT, "no /proc/spl/kstat/zfs", "", NOW, 0)));
    ComponentStatus syslog =
        new ComponentStatus(
            "syslog",
            "syslog",
            true,
            3,
            Map.of("unauthorized", 2L),
            records,
            Map.of("too_large", 4L, "abandoned", 1L),
            0,
            Map.of("view_behind", 6L),
            List.of(
                new TaskStatus(
                    "udp://0.0.0.0:514",
                    State.FAILING,
                    "port 514 is not allowed, hunter2",
                    "Let this user take it.",
                    NOW - 600 * SECOND,
                    NOW - 30 * SECOND),
                new TaskStatus("unix:///dev/log", State.ABSENT, "no /dev", "Mount it.", NOW, 0)));
    LogStatus log =
        new LogStatus(
            LogStatus.State.FULL,
            "the disk of /var/lib/cresset is full",
            1_000,
            14_500,
            14_400,
            128L << 20,
            8,
            6,
            9,
            2,
            List.of(
                new LogStatus.SinkStatus(
                    "loki", 0, delivered, 20, 10, 0, 9_470, NOW - 90 * SECOND)));
    DeliveryStatus loki =
        new DeliveryStatus(
            "loki",
            Signal.LOGS,
            DeliveryStatus.State.RETRYING,
            "http://loki:3100 with hunter2: connection refused",
            NOW - 300 * SECOND,
            0,
            Map.of("too_old", 18L, "too_long", 2L),
            "too_old: entry 3 is too old",
            NOW - 4000 * SECOND,
            new DeliveryStatus.SetAside(Map.of("too_many", 4L), 0, 0));
    LogStatus rejected =
        new LogStatus(LogStatus.State.OK, "", 0, 19, 19, 1L << 20, 1, 0, 0, 0, List.of());
    return new Snapshot(
        List.of(node, syslog),
        List.of(new Snapshot.Log(Signal.LOGS, log)),
        List.of(loki),
        Optional.of(
            new Snapshot.Rejected(
                rejected, Optional.of(Map.of(new Refuser("loki", Signal.LOGS), 16L)))));
  }

  @Test
  void asText() {
    assertThat(StatusText.of(STATUS, false))
        .isEqualTo(
            """
            Cresset 1.2, process 812, up 3 h, page http://127.0.0.1:9464/

              collector  state    records      now  lost  runs  failed
              node       ready      5,000      0/s     0     7       0
              syslog     failing   13,500  6,250/s     5     3       2
              - node: nothing here for pressure, zfs
              - syslog unix:///dev/log is not here: no /dev. Mount it.
              ! syslog udp://0.0.0.0:514 has been failing for 10 min: port 514 is not allowed, ***. Let this user take it.
              ! syslog udp://0.0.0.0:514 has been hanging for 30 s
              ! syslog lost: 4 too_large, 1 abandoned
              ! syslog not shown on the page: 6 view_behind

              sink  signal  state     delivered    now  rejected  dropped  waiting  behind
              loki  logs    retrying      4,003  1.5/s        20       10    9,470    90 s
              ! loki logs has been failing for 5 min: http://loki:3100 with ***: connection refused
              ! loki logs rejected: 18 too_old, 2 too_long
              ! loki logs: 16 rejected are set aside; see: cresset log rejected list
              ! loki logs rejected and not set aside: 4 too_many
              ! loki logs refused last, 66 min ago: too_old: entry 3 is too old

              log       state       size  of limit  records  unsynced  damaged  displaced
              logs      full     128 MiB      25 %   13,500       100        6          9
              rejected  ok     1,024 KiB       1 %       19         0        0          0
              ! logs: the disk of /var/lib/cresset is full
              ! logs is three quarters full: sources that can wait do so, 2 now
              in memory, positions in /var/lib/cresset

            found here, not collected; to collect it, write under collectors:
              node: {}  this machine, in /proc
            """);
  }

  @Test
  void inColourOnlyStatesAreAndTheTextIsTheSame() {
    String coloured = StatusText.of(STATUS, true);
    assertThat(coloured)
        .contains("node       \u001b[32mready\u001b[0m  ")
        .contains("syslog     \u001b[31mfailing\u001b[0m ")
        .contains("loki  logs    \u001b[31mretrying\u001b[0m ")
        .contains("logs      \u001b[31mfull\u001b[0m ");
    assertThat(coloured.replaceAll("\u001b\\[\\d*m", "")).isEqualTo(StatusText.of(STATUS, false));
    assertThat(coloured.split("\u001b", -1)).hasSize(11);
  }

  @Test
  void asJson() throws Exception {
    JsonNode all = new ObjectMapper().readTree(StatusJson.of(STATUS));
    assertThat(all.toString()).doesNotContain("hunter2");
    assertThat(all.get("pid").asLong()).isEqualTo(812);
    assertThat(all.get("upSeconds").asLong()).isEqualTo(3 * 3600);
    assertThat(all.at("/collectors/0/state").asText()).isEqualTo("ready");
    assertThat(all.at("/collectors/1/recordsPerSecond").asDouble()).isEqualTo(6250);
    assertThat(all.at("/collectors/1/dropped/too_large").asLong()).isEqualTo(4);
    JsonNode task = all.at("/collectors/1/tasks/0");
    assertThat(task.get("remedy").asText()).isEqualTo("Let this user take it.");
    assertThat(task.get("since").asText()).isEqualTo("2023-11-14T22:03:20Z");
    assertThat(task.get("hungSince").asText()).isEqualTo("2023-11-14T22:12:50Z");
    JsonNode sink = all.at("/sinks/0");
    assertThat(sink.get("deliveredPerSecond").asDouble()).isEqualTo(1.5);
    assertThat(sink.get("lagSeconds").asDouble()).isEqualTo(90);
    assertThat(sink.get("rejectedSinceStart").get("too_old").asLong()).isEqualTo(18);
    assertThat(sink.get("lastRefusal").asText()).isEqualTo("too_old: entry 3 is too old");
    assertThat(sink.get("lastRefusalTime").asText()).isEqualTo("2023-11-14T21:06:40Z");
    assertThat(all.at("/logs/1/log").asText()).isEqualTo("rejected");
    assertThat(all.at("/sinks/0/setAside").asLong()).isEqualTo(16);
    assertThat(all.at("/sinks/0/notSetAside/too_many").asLong()).isEqualTo(4);
    assertThat(all.at("/logs/0/maxBytes").asLong()).isEqualTo(512L << 20);
    assertThat(all.at("/notCollected/0/line").asText()).isEqualTo("node: {}");
  }

  @Test
  void aProgramWithoutSinksHasOneTable() {
    Snapshot nothing = new Snapshot(List.of(), List.of(), List.of());
    Status status =
        new Status(
            new Status.About("1.2", 1, "http://x/", NOW, Optional.empty(), false, Map.of()),
            nothing,
            nothing,
            1,
            NOW,
            List.of(),
            text -> text);
    assertThat(StatusText.of(status, true))
        .isEqualTo(
            """
            Cresset 1.2, process 1, up 0 s, page http://x/

              collector  state  records  now  lost  runs  failed
            """);
  }
}

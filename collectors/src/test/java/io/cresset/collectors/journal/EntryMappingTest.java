package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.LogBatchBuilder;
import io.cresset.collectors.journal.JournalEntry.EntryHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryMappingTest {
  private static final long REALTIME = 1_760_000_000_000_000L;
  private static final Id128 BOOT = new Id128(1, 2);
  private static final Resource BASE =
      Resource.of(Attributes.builder().put("host.name", "here").put("job", "journal").build());

  private static JournalEntry entry(String... fields) {
    List<Field> all = new ArrayList<>();
    for (String field : fields) {
      int equals = field.indexOf('=');
      byte[] value = field.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1);
      all.add(new Field(field.substring(0, equals), ByteSlice.of(value), false));
    }
    return new JournalEntry(new EntryHead(8, 64, 26, REALTIME, 500, BOOT, 255), BOOT, all, 0);
  }

  private static EntryMapping.Mapped map(String... fields) {
    return new EntryMapping(BASE, false).of(entry(fields), 1);
  }

  private static String shown(LogRecord record) {
    return record.severityNumber()
        + " "
        + record.severityText()
        + " "
        + record.attributes()
        + " "
        + record.body();
  }

  @Test
  void aServicesLine() {
    EntryMapping.Mapped mapped =
        map(
            "PRIORITY=3",
            "SYSLOG_FACILITY=3",
            "SYSLOG_IDENTIFIER=nginx",
            "_HOSTNAME=web1",
            "_MACHINE_ID=00ff",
            "_PID=812",
            "_COMM=nginx",
            "_EXE=/usr/sbin/nginx",
            "_SYSTEMD_UNIT=nginx.service",
            "CODE_LINE=12",
            "MESSAGE=upstream gone");
    assertThat(mapped.resource().attributes().toString())
        .isEqualTo("{host.id=00ff, host.name=web1, job=journal, service.name=nginx}");
    assertThat(shown(mapped.record()))
        .isEqualTo(
            "17 err {syslog.facility=daemon, process.pid=Int[value=812], _COMM=nginx,"
                + " process.executable.path=/usr/sbin/nginx, _SYSTEMD_UNIT=nginx.service,"
                + " code.line.number=Int[value=12]} upstream gone");
    assertThat(mapped.record().timeUnixNanos()).isEqualTo(REALTIME * 1000);
  }

  @Test
  void theServiceIsNamedByWhatNamesItBest() {
    assertThat(map("_COMM=sh", "_SYSTEMD_UNIT=a.service").resource().serviceName()).contains("sh");
    assertThat(map("_SYSTEMD_UNIT=a.service").resource().serviceName()).contains("a.service");
    assertThat(map("MESSAGE=x").resource()).isEqualTo(BASE);
    EntryMapping.Mapped docker =
        map("SYSLOG_IDENTIFIER=0123456789ab", "CONTAINER_NAME=web", "CONTAINER_ID_FULL=0123");
    assertThat(docker.resource().serviceName()).contains("web");
    assertThat(docker.record().attributes().toString())
        .isEqualTo("{SYSLOG_IDENTIFIER=0123456789ab, container.name=web, container.id=0123}");
  }

  @Test
  void whatIsWrongKeepsItsName() {
    EntryMapping.Mapped mapped =
        map("PRIORITY=9", "SYSLOG_FACILITY=x", "_PID=-1", "CODE_LINE=", "MESSAGE=m");
    assertThat(shown(mapped.record()))
        .isEqualTo("0  {PRIORITY=9, SYSLOG_FACILITY=x, _PID=-1, CODE_LINE=} m");
  }

  @Test
  void repeatedFieldsAreListsAndBytesStayBytes() {
    EntryMapping.Mapped mapped = map("A=1", "B=\u00ff\u00fe", "A=2", "MESSAGE=\u00ff", "A=\u00ff");
    assertThat(mapped.record().attributes().get("B").orElseThrow())
        .isEqualTo(new Value.Bytes(ByteSlice.of(new byte[] {-1, -2})));
    assertThat(mapped.record().attributes().get("A").orElseThrow())
        .isEqualTo(
            new Value.Items(
                List.of(
                    Value.of("1"), Value.of("2"), new Value.Bytes(ByteSlice.of(new byte[] {-1})))));
    assertThat(mapped.record().body()).isEqualTo(new Value.Bytes(ByteSlice.of(new byte[] {-1})));
    EntryMapping.Mapped twice = map("MESSAGE=one", "MESSAGE=two");
    assertThat(twice.record().body()).isEqualTo(Value.of("one"));
    assertThat(twice.record().attributes().get("MESSAGE").orElseThrow())
        .isEqualTo(new Value.Items(List.of(Value.of("one"), Value.of("two"))));
  }

  @Test
  void theTimeIsTheSendersIfItIsNearTheEntrys() {
    String name = "_SOURCE_REALTIME_TIMESTAMP=";
    assertThat(map(name + (REALTIME - 700)).record().timeUnixNanos())
        .isEqualTo((REALTIME - 700) * 1000);
    EntryMapping.Mapped wrong = map(name + (REALTIME + 3_600_000_000L));
    assertThat(wrong.record().timeUnixNanos()).isEqualTo(REALTIME * 1000);
    assertThat(wrong.record().attributes().toString()).contains(name);
    assertThat(map(name + (REALTIME - 700)).record().attributes().isEmpty()).isTrue();
  }

  @Test
  void theCursorComesIfItIsAskedFor() {
    EntryMapping.Mapped mapped = new EntryMapping(BASE, true).of(entry("MESSAGE=x"), 1);
    assertThat(mapped.record().attributes().get(EntryMapping.CURSOR).orElseThrow().toString())
        .isEqualTo(
            "s=00000000000000010000000000000002;i=1a;b=00000000000000010000000000000002"
                + ";m=1f4;t=640b5eece0000;x=ff");
  }

  @Test
  void aRecordOfAnyEntryFitsABatch() {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      fields.add("FIELD_" + i + "=" + "x".repeat(i * 3));
      fields.add("TWICE=" + "y".repeat(500));
    }
    fields.add("LONG=" + "z".repeat(300_000));
    fields.add("MESSAGE=" + "m".repeat(EntryRecords.PIECE_BYTES));
    fields.add("_HOSTNAME=" + "h".repeat(5000));
    EntryMapping.Mapped mapped = map(fields.toArray(String[]::new));
    assertThat(mapped.cut()).isTrue();
    assertThat(mapped.record().attributes().get(EntryMapping.CUT_FIELDS).orElseThrow().toString())
        .contains("LONG", "TWICE");
    assertThat(mapped.resource().attributes().get("host.name").orElseThrow().toString())
        .isEqualTo("here");
    assertThat(new LogBatchBuilder().add(mapped.resource(), mapped.record())).isTrue();
  }

  @Test
  void theNamesOfWhatWasCutAreLimitedToo() {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      fields.add("F".repeat(60) + i + "=" + "x".repeat(500));
    }
    fields.add("MESSAGE=m");
    EntryMapping.Mapped mapped = map(fields.toArray(String[]::new));
    assertThat(mapped.record().attributes().get(EntryMapping.CUT_FIELDS).orElseThrow().toString())
        .contains(" more");
    assertThat(new LogBatchBuilder().add(mapped.resource(), mapped.record())).isTrue();
  }

  @Test
  void unitsAreChosenByPatterns() {
    JournalEntry ssh = entry("_SYSTEMD_UNIT=ssh.service");
    JournalEntry about = entry("_SYSTEMD_UNIT=init.scope", "UNIT=ssh.service");
    JournalEntry kernel = entry("_TRANSPORT=kernel");
    assertThat(new UnitFilter(List.of(), List.of()).takes(kernel)).isTrue();
    UnitFilter only = new UnitFilter(List.of("s?h*"), List.of());
    assertThat(List.of(ssh, about, kernel)).map(only::takes).containsExactly(true, true, false);
    UnitFilter but = new UnitFilter(List.of(), List.of("*.scope"));
    assertThat(List.of(ssh, about, kernel)).map(but::takes).containsExactly(true, false, true);
  }
}

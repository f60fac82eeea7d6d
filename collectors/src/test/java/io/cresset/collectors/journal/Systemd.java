package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.journal.ExportFormat.Pair;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The real systemd: what writes journal files, and what reads them. */
final class Systemd {
  private Systemd() {}

  /** How a journal file is made. */
  record Mode(String compression, boolean keyed, boolean compact) {
    static List<Mode> all() {
      List<Mode> all = new ArrayList<>();
      for (String compression : List.of("NONE", "XZ", "LZ4", "ZSTD")) {
        for (int bits = 0; bits < 4; bits++) {
          all.add(new Mode(compression, (bits & 1) != 0, (bits & 2) != 0));
        }
      }
      return all;
    }

    int flags() {
      int packed =
          switch (compression) {
            case "XZ" -> FileHeader.COMPRESSED_XZ;
            case "LZ4" -> FileHeader.COMPRESSED_LZ4;
            case "ZSTD" -> FileHeader.COMPRESSED_ZSTD;
            case String _ -> 0;
          };
      return packed | (keyed ? FileHeader.KEYED_HASH : 0) | (compact ? FileHeader.COMPACT : 0);
    }

    Map<String, String> environment() {
      return Map.of(
          "SYSTEMD_JOURNAL_COMPRESS",
          compression,
          "SYSTEMD_JOURNAL_KEYED_HASH",
          keyed ? "1" : "0",
          "SYSTEMD_JOURNAL_COMPACT",
          compact ? "1" : "0");
    }
  }

  static final Mode USUAL = new Mode("ZSTD", true, true);

  /** Starts what writes a file from an export stream, as long as that is open. */
  static Process writer(Path file, Mode mode) throws IOException {
    List<String> command =
        List.of(Peers.require("systemd-journal-remote").toString(), "-o", file.toString(), "-");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(mode.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(
            file.resolveSibling(file.getFileName() + ".log").toFile()));
    return builder.start();
  }

  /** Makes a file of entries. */
  static void write(Path file, Mode mode, List<List<Pair>> entries) throws Exception {
    Process writer = writer(file, mode);
    try (var in = writer.getOutputStream()) {
      in.write(ExportFormat.write(entries));
    }
    assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).as(() -> log(file)).isZero();
  }

  private static String log(Path file) {
    try {
      return Files.readString(file.resolveSibling(file.getFileName() + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What journalctl makes of files. */
  static List<List<Pair>> export(Path... files) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Peers.require("journalctl").toString());
    for (Path file : files) {
      command.add("--file=" + file);
    }
    command.addAll(List.of("-o", "export", "-q", "--no-pager"));
    Path out = Files.createTempFile(files[0].getParent(), "export", ".txt");
    Path errors = Files.createTempFile(files[0].getParent(), "errors", ".txt");
    Process journalctl =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(journalctl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return ExportFormat.read(Files.readAllBytes(out));
  }

  /** Entries of several boots, with bytes, repeated and long fields; a clock that steps back. */
  static List<List<Pair>> someEntries(long seed, int count) {
    Random random = new Random(seed);
    List<List<Pair>> entries = new ArrayList<>();
    long realtime = 1_760_000_000_000_000L;
    long monotonic = 0;
    for (int i = 0; i < count; i++) {
      realtime += i % 50 == 49 ? -60_000_000 : 1000;
      monotonic = i % 100 == 0 ? 5 : monotonic + 900;
      List<Pair> entry = new ArrayList<>();
      entry.add(Pair.of("__REALTIME_TIMESTAMP", Long.toString(realtime)));
      entry.add(Pair.of("__MONOTONIC_TIMESTAMP", Long.toString(monotonic)));
      entry.add(Pair.of("_BOOT_ID", "%032x".formatted(1 + i / 100)));
      entry.add(Pair.of("_MACHINE_ID", "%032x".formatted(77)));
      entry.add(Pair.of("_HOSTNAME", "alpha"));
      entry.add(Pair.of("PRIORITY", Integer.toString(i % 8)));
      entry.add(Pair.of("SYSLOG_IDENTIFIER", "app" + i % 5));
      entry.add(Pair.of("_SYSTEMD_UNIT", "unit" + i % 7 + ".service"));
      entry.add(Pair.of("_PID", Integer.toString(1000 + i % 11)));
      entry.add(Pair.of("MESSAGE", "line " + i));
      if (i % 10 == 0) {
        entry.add(Pair.of("TAG", "a"));
        entry.add(Pair.of("TAG", "b" + i));
      }
      if (i % 7 == 0) {
        byte[] bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        entry.add(new Pair("BLOB", io.cresset.api.model.ByteSlice.of(bytes)));
      }
      if (i % 9 == 0) {
        entry.add(Pair.of("LONG", ("some text " + i + "\n").repeat(1 + random.nextInt(900))));
      }
      entries.add(entry);
    }
    return entries;
  }

  /** The same of one program, whose records therefore stand in their order. */
  static List<List<Pair>> entriesOfOne(long seed, int count) {
    return someEntries(seed, count).stream()
        .map(
            entry ->
                entry.stream()
                    .map(
                        pair ->
                            pair.name().equals("SYSLOG_IDENTIFIER")
                                ? Pair.of(pair.name(), "app")
                                : pair)
                    .toList())
        .toList();
  }

  static String text(Pair pair) {
    return new String(
        pair.value().array(), pair.value().offset(), pair.value().length(), StandardCharsets.UTF_8);
  }
}

package io.cresset.collectors.process;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what rules ask of a process, when they ask. */
final class TraitsReader {
  private static final DateTimeFormatter GO_SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final ProcFolder proc;
  private final Path passwd;
  private final ProcessStatus status = new ProcessStatus();
  private final Map<Integer, String> userNames = new HashMap<>();

  TraitsReader(ProcFolder proc, Path passwd) {
    this.proc = proc;
    this.passwd = passwd;
  }

  ProcessTraits of(KnownProcess process) {
    return new Traits(process);
  }

  private final class Traits implements ProcessTraits {
    private final KnownProcess process;
    private Optional<List<String>> command = Optional.empty();

    private Traits(KnownProcess process) {
      this.process = process;
    }

    @Override
    public int pid() {
      return process.pid;
    }

    @Override
    public String comm() {
      return process.comm;
    }

    @Override
    public List<String> command() {
      if (command.isEmpty()) {
        command = Optional.of(proc.command(process.pid));
      }
      return command.get();
    }

    @Override
    public List<String> cgroups() {
      return proc.cgroups(process.pid);
    }

    @Override
    public String username() {
      return userName(process.pid);
    }

    @Override
    public String startTime() {
      return goTime(process.startTicks);
    }
  }

  private String userName(int pid) {
    try {
      Optional<Scan> scan = proc.files.read(pid, "status");
      if (scan.isEmpty()) {
        return "";
      }
      status.parse(scan.get());
      return userNames.computeIfAbsent(status.effectiveUser(), this::lookUp);
    } catch (CollectFailure _) {
      return "";
    }
  }

  /** By passwd(5): {@code name:password:uid:...}. */
  private String lookUp(int uid) {
    String number = String.valueOf(uid);
    try {
      // Names may be in any encoding.
      for (String line : Files.readAllLines(passwd, StandardCharsets.ISO_8859_1)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 2 && fields[2].equals(number)) {
          return fields[0];
        }
      }
    } catch (IOException _) {
      return number;
    }
    return number;
  }

  private String goTime(long startTicks) {
    try {
      long hundredths = Math.round(proc.bootSeconds()) * 100 + startTicks;
      String fraction = "%02d".formatted(hundredths % 100).replaceAll("0+$", "");
      return GO_SECONDS.format(Instant.ofEpochSecond(hundredths / 100))
          + (fraction.isEmpty() ? "" : "." + fraction)
          + " +0000 UTC";
    } catch (CollectFailure _) {
      return "";
    }
  }
}

package io.cresset.collectors.process;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.List;

/**
 * One of {@code process_names}, with the keys and the meaning that process-exporter's file has: a
 * process is in the group if everything that is there agrees.
 */
public record ProcessRule(
    @Doc(
            "The group's name: text with {{.Comm}}, {{.ExeBase}}, {{.ExeFull}}, {{.Username}},"
                + " {{.Matches.NAME}}, {{.PID}}, {{.StartTime}} or {{.Cgroups}} in it.")
        @Default("'{{.ExeBase}}'")
        NameTemplate name,
    @Doc("The program's name as the kernel has it, at most 15 characters: one of these.")
        List<String> comm,
    @Doc("The first word of the command line: one of these, with its path or without.")
        List<String> exe,
    @Doc("Regular expressions (RE2); all are found in the command line.")
        List<LinearPattern> cmdline) {
  private static final int MAX_COMM_BYTES = 15;

  public ProcessRule {
    comm = List.copyOf(comm);
    exe = List.copyOf(exe);
    cmdline = List.copyOf(cmdline);
    if (comm.isEmpty() && exe.isEmpty() && cmdline.isEmpty()) {
      throw new IllegalArgumentException(
          "the rule for '"
              + name
              + "' says nothing about its processes; give it comm, exe or cmdline (cmdline: ['.+']"
              + " is every process that has one)");
    }
    for (String known : comm) {
      if (known.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_COMM_BYTES) {
        throw new IllegalArgumentException(
            "comm: the kernel keeps 15 characters of a name, so no process is called '"
                + known
                + "'; write '"
                + known.substring(0, Math.min(known.length(), MAX_COMM_BYTES))
                + "', or use exe");
      }
    }
    for (String group : name.matches()) {
      if (cmdline.stream().noneMatch(pattern -> pattern.hasGroup(group))) {
        throw new IllegalArgumentException(
            "name has {{.Matches."
                + group
                + "}}, and no pattern in cmdline has a group of that name; write (?P<"
                + group
                + ">...) in one");
      }
    }
  }
}

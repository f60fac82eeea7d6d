package io.cresset.collectors.process;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What stands below {@code collectors: process:}. */
public record ProcessConfig(
    @Doc("Where this machine's proc file system is mounted.") @Default("/proc") Path procfs,
    @Doc(
            "Which processes make which group: the first rule that fits a process counts. The same"
                + " list as in process-exporter's file. Without it the kernel's names of programs"
                + " are the groups.")
        @Default("[]")
        List<ProcessRule> processNames,
    @Doc("Whether a process that no rule fits is in the group of its parent.") @Default("true")
        boolean children,
    @Doc(
            "So many groups by CPU and so many by memory are shown, and the others together as"
                + " 'other'; 0 for all. Left out: 20 without process_names, 0 with them.")
        Optional<Integer> top,
    @Doc("Processes of further groups count as 'other'.") @Default("1000") int maxGroups,
    @Doc("A group without processes is shown for so long.") @Default("1h")
        Duration forgetEmptyGroupsAfter,
    @Doc("Whether groups are told apart by pod and container, by the ids in the control group.")
        @Default("true")
        boolean containerLabels,
    @Doc("Metrics of threads by their names, and what threads wait for.") @Default("false")
        boolean threads,
    @Doc(
            "Memory as the share of each process (proportionalResident, proportionalSwapped), which"
                + " takes the kernel about a millisecond for each process.")
        @Default("false")
        boolean gatherSmaps,
    @Doc("Where {{.Username}} is looked up.") @Default("/etc/passwd") Path passwd) {
  private static final int TOP = 20;

  public ProcessConfig {
    processNames = List.copyOf(processNames);
    if (top.isPresent() && top.get() < 0) {
      throw new IllegalArgumentException("top is " + top.get() + "; write 0 for all groups");
    }
    if (maxGroups < 1) {
      throw new IllegalArgumentException("max_groups is " + maxGroups + "; it must be at least 1");
    }
  }

  int shownGroups() {
    return top.orElse(processNames.isEmpty() ? TOP : 0);
  }
}

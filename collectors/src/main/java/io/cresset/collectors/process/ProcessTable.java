package io.cresset.collectors.process;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.ContainerIds;
import io.cresset.collectors.linux.Scan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The processes that there are, from run to run, each with the group that it is in. */
final class ProcessTable {

  /** How a process comes to its group. */
  interface Naming {
    /** By itself; empty if nothing is known of such a one. */
    Optional<String> nameOf(ProcessTraits process, boolean kernelThread);
  }

  private final ProcFolder proc;
  private final ProcessReader reader;
  private final TraitsReader traits;
  private final Naming naming;
  private final Groups groups;
  private final boolean children;
  private final boolean containers;
  private final ProcessStat stat = new ProcessStat();
  private final Map<Integer, KnownProcess> known = new HashMap<>();
  private int run;

  /** Whether all processes were seen once; those that come later are seen from their start. */
  private boolean begun;

  /** When the youngest process of the first run started. */
  private long firstTicks;

  /** Processes that could not be read at all, and that could in part, in all runs. */
  private long readErrors;

  private long partialErrors;

  ProcessTable(
      ProcFolder proc,
      ProcessReader reader,
      TraitsReader traits,
      Naming naming,
      Groups groups,
      ProcessConfig config) {
    this.proc = proc;
    this.reader = reader;
    this.traits = traits;
    this.naming = naming;
    this.groups = groups;
    this.children = config.children();
    this.containers = config.containerLabels();
  }

  long readErrors() {
    return readErrors;
  }

  long partialErrors() {
    return partialErrors;
  }

  /**
   * Looks at all processes, and adds what they use to their groups.
   *
   * @return the groups to show
   */
  List<Group> run() throws CollectFailure, InterruptedException {
    String[] names = proc.list();
    run++;
    List<KnownProcess> undecided = new ArrayList<>();
    for (String name : names) {
      int pid = ProcFolder.number(name);
      if (pid > 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        visit(pid, undecided);
      }
    }
    if (!begun) {
      known.values().forEach(process -> firstTicks = Math.max(firstTicks, process.startTicks));
    }
    decide(undecided);
    begun = true;
    known.values().removeIf(process -> process.run != run);
    groups.beginRun();
    for (KnownProcess process : known.values()) {
      if (process.group.isPresent()) {
        process.group.get().add(process);
        process.rise.clear();
        partialErrors += process.partial ? 1 : 0;
      }
    }
    return groups.endRun();
  }

  private void visit(int pid, List<KnownProcess> undecided) {
    KnownProcess process = known.get(pid);
    try {
      if (!readStat(pid, process)) {
        return;
      }
      if (process == null || process.startTicks != stat.startTicks) {
        process = new KnownProcess(pid, stat);
        known.put(pid, process);
        undecided.add(process);
      } else if (!process.decided || !process.comm.equals(stat.comm)) {
        // The last run did not come so far, or another program runs in it now.
        undecided.add(process);
      }
      process.run = run;
      if (process.group.isPresent()) {
        reader.read(process, stat, false);
      } else {
        process.take(stat);
      }
    } catch (CollectFailure _) {
      readErrors++;
      keep(process);
    }
  }

  /** False if the process has ended, or cannot be read now. */
  private boolean readStat(int pid, @Nullable KnownProcess process) throws CollectFailure {
    Optional<Scan> scan = proc.files.read(pid, "stat");
    if (scan.isPresent()) {
      stat.parse(scan.get(), process == null ? "" : process.comm);
      return true;
    }
    if (!proc.files.hasEnded()) {
      readErrors++;
      keep(process);
    }
    return false;
  }

  /** One that cannot be read this time is still there. */
  private void keep(@Nullable KnownProcess process) {
    if (process != null) {
      process.run = run;
    }
  }

  private void decide(List<KnownProcess> undecided) {
    List<KnownProcess> orphans = new ArrayList<>();
    for (KnownProcess process : undecided) {
      Optional<String> name =
          naming.nameOf(traits.of(process), process.kernelThread).filter(it -> !it.isBlank());
      if (name.isPresent()) {
        join(process, name.get());
      } else if (!process.decided) {
        orphans.add(process);
      }
    }
    for (KnownProcess process : orphans) {
      if (!process.decided) {
        followParents(process);
      }
    }
  }

  /** Goes up until somebody is decided, and decides for all on the way. */
  private void followParents(KnownProcess process) {
    List<KnownProcess> way = new ArrayList<>();
    Optional<KnownProcess> at = Optional.of(process);
    while (at.isPresent() && !at.get().decided) {
      at.get().decided = true;
      way.add(at.get());
      at = Optional.ofNullable(known.get(at.get().parent));
    }
    Optional<String> name = children ? at.flatMap(parent -> parent.groupName) : Optional.empty();
    for (KnownProcess one : way) {
      name.ifPresent(it -> join(one, it));
    }
  }

  private void join(KnownProcess process, String name) {
    process.decided = true;
    process.groupName = Optional.of(name);
    Optional<ContainerIds> ids =
        containers && !process.kernelThread ? proc.container(process.pid) : Optional.empty();
    process.group =
        Optional.of(
            groups.of(
                new Group.Key(
                    name,
                    ids.map(ContainerIds::pod).orElse(""),
                    ids.map(ContainerIds::container).orElse(""))));
    if (!process.read) {
      readFirst(process);
    }
  }

  private void readFirst(KnownProcess process) {
    try {
      if (readStat(process.pid, process) && stat.startTicks == process.startTicks) {
        boolean fromZero = begun && process.startTicks > firstTicks;
        reader.read(process, stat, fromZero);
        if (!fromZero) {
          process.group.ifPresent(group -> remember(group, process));
        }
      }
    } catch (CollectFailure _) {
      readErrors++;
    }
  }

  /** What it used before the first look counts only for who is shown. */
  private void remember(Group group, KnownProcess process) {
    double seconds = Counts.seconds(process.last.userTicks + process.last.systemTicks);
    group.remember(seconds, Counts.seconds(Math.max(100, firstTicks - process.startTicks)));
  }
}

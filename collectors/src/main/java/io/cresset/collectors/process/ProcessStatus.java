package io.cresset.collectors.process;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;

/** The last /proc/PID/status or /proc/PID/task/TID/status that was read, proc_pid_status(5). */
final class ProcessStatus {
  char state;
  long swappedBytes;
  long voluntarySwitches;
  long involuntarySwitches;
  private int effectiveUser;

  void parse(Scan scan) throws CollectFailure {
    state = '?';
    swappedBytes = 0;
    voluntarySwitches = 0;
    involuntarySwitches = 0;
    while (scan.nextLine()) {
      if (!scan.nextField()) {
        continue;
      }
      if (scan.is("State:")) {
        state = ProcessStat.state(scan.field());
      } else if (scan.is("Uid:")) {
        effectiveUser = (int) scan.field().field().unsigned();
      } else if (scan.is("VmSwap:")) {
        swappedBytes = scan.field().unsigned() * 1024;
      } else if (scan.is("voluntary_ctxt_switches:")) {
        voluntarySwitches = scan.field().unsigned();
      } else if (scan.is("nonvoluntary_ctxt_switches:")) {
        involuntarySwitches = scan.field().unsigned();
      }
    }
  }

  int effectiveUser() {
    return effectiveUser;
  }
}

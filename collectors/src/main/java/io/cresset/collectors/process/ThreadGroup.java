package io.cresset.collectors.process;

import io.cresset.api.model.Labels;

/** The threads of one name in a group. */
final class ThreadGroup {
  final Labels labels;
  final Labels user;
  final Labels system;
  final Labels read;
  final Labels write;
  final Labels voluntary;
  final Labels involuntary;
  final Counts used = new Counts();
  int count;
  boolean ioKnown;

  ThreadGroup(GroupLabels group, String name) {
    labels = group.all.with("threadname", name);
    user = labels.with("mode", "user");
    system = labels.with("mode", "system");
    read = labels.with("iomode", "read");
    write = labels.with("iomode", "write");
    voluntary = labels.with("ctxswitchtype", "voluntary");
    involuntary = labels.with("ctxswitchtype", "nonvoluntary");
  }

  void beginRun() {
    count = 0;
  }

  void add(KnownThread thread) {
    count++;
    used.add(thread.rise);
    ioKnown |= thread.ioKnown;
  }
}

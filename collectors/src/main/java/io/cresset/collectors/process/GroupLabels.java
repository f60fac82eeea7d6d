package io.cresset.collectors.process;

import io.cresset.api.model.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labels of a group's series, made once. */
final class GroupLabels {
  private static final List<String> STATES =
      List.of("Running", "Sleeping", "Waiting", "Zombie", "Other");

  final Labels all;
  final Labels user;
  final Labels system;
  final Labels voluntary;
  final Labels involuntary;
  final Labels resident;
  final Labels virtual;
  final Labels swapped;
  final Labels proportional;
  final Labels proportionalSwapped;
  final List<Labels> states;

  GroupLabels(Group.Key key) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("groupname", key.name());
    if (!key.pod().isEmpty()) {
      labels.put("pod", key.pod());
    }
    if (!key.container().isEmpty()) {
      labels.put("container", key.container());
    }
    all = Labels.of(labels);
    user = all.with("mode", "user");
    system = all.with("mode", "system");
    voluntary = all.with("ctxswitchtype", "voluntary");
    involuntary = all.with("ctxswitchtype", "nonvoluntary");
    resident = all.with("memtype", "resident");
    virtual = all.with("memtype", "virtual");
    swapped = all.with("memtype", "swapped");
    proportional = all.with("memtype", "proportionalResident");
    proportionalSwapped = all.with("memtype", "proportionalSwapped");
    states = STATES.stream().map(state -> all.with("state", state)).toList();
  }
}

package io.cresset.collectors.process;

import io.cresset.collectors.pattern.LinearPattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Finds the group of a process by the first rule that fits. */
final class GroupRules {
  private final List<Rule> rules;

  GroupRules(List<ProcessRule> rules) {
    this.rules = rules.stream().map(Rule::new).toList();
  }

  /** The group's name; empty if no rule is for this process. */
  Optional<String> nameOf(ProcessTraits process) {
    for (Rule rule : rules) {
      Map<String, String> captured = new HashMap<>();
      if (rule.fits(process, captured)) {
        return Optional.of(rule.name.name(process, captured));
      }
    }
    return Optional.empty();
  }

  private static final class Rule {
    private final NameTemplate name;
    private final Set<String> comm;
    private final Set<String> exePaths = new HashSet<>();
    private final Set<String> exeBases = new HashSet<>();
    private final List<LinearPattern> cmdline;

    private Rule(ProcessRule rule) {
      name = rule.name();
      comm = Set.copyOf(rule.comm());
      cmdline = rule.cmdline();
      for (String exe : rule.exe()) {
        (exe.contains("/") ? exePaths : exeBases).add(exe);
      }
    }

    private boolean fits(ProcessTraits process, Map<String, String> captured) {
      if (!comm.isEmpty() && !comm.contains(process.comm())) {
        return false;
      }
      if (!(exePaths.isEmpty() && exeBases.isEmpty()) && !isExe(process)) {
        return false;
      }
      if (cmdline.isEmpty()) {
        return true;
      }
      String line = String.join(" ", process.command());
      for (LinearPattern pattern : cmdline) {
        Optional<SortedMap<String, String>> captures = pattern.captures(line);
        if (captures.isEmpty()) {
          return false;
        }
        captured.putAll(captures.get());
      }
      return true;
    }

    private boolean isExe(ProcessTraits process) {
      return !process.command().isEmpty()
          && (exePaths.contains(process.exeFull()) || exeBases.contains(process.exeBase()));
    }
  }
}

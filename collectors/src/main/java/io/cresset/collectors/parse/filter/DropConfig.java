package io.cresset.collectors.parse.filter;

import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import java.util.List;

/** The options of {@code drop}. */
public record DropConfig(
    @Doc("A record for which one of these holds is dropped.") List<Rule> rules) {

  /** One rule. */
  public record Rule(@Doc("Names the rule in its metric.") String name, @Embedded Conditions when) {
    public Rule {
      RuleCounts.checkName(name);
      if (when.isEmpty()) {
        throw new IllegalArgumentException(
            "names nothing to drop by, and would drop everything; write body, attributes, resource"
                + " or below");
      }
    }
  }

  public DropConfig {
    rules = List.copyOf(rules);
    RuleCounts.checkNames(rules.stream().map(Rule::name).toList());
  }
}

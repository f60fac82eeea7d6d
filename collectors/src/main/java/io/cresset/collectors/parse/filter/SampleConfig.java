package io.cresset.collectors.parse.filter;

import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import java.util.List;

/** The options of {@code sample}. */
public record SampleConfig(
    @Doc(
            "Of the records for which one of these holds, one in keep_one_in goes on; the first"
                + " that holds decides.")
        List<Rule> rules) {

  /** One rule. */
  public record Rule(
      @Doc("Names the rule in its metric.") String name,
      @Doc("Of so many records the first is kept.") int keepOneIn,
      @Embedded Conditions when) {
    private static final int MOST = 1_000_000_000;

    public Rule {
      RuleCounts.checkName(name);
      if (keepOneIn < 2 || keepOneIn > MOST) {
        throw new IllegalArgumentException(
            "keep_one_in is " + keepOneIn + "; choose from 2 to " + MOST);
      }
    }
  }

  public SampleConfig {
    rules = List.copyOf(rules);
    RuleCounts.checkNames(rules.stream().map(Rule::name).toList());
  }
}

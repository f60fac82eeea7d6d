package io.cresset.collectors.node.cpu;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/**
 * Which interrupts count.
 *
 * @throws IllegalArgumentException if both patterns are set
 */
public record InterruptsOptions(
    @Doc("Interrupts to report, as a pattern for 'name;info;devices'; not with name_exclude.")
        Optional<LinearPattern> nameInclude,
    @Doc("Interrupts to leave out, as a pattern for 'name;info;devices'.")
        Optional<LinearPattern> nameExclude,
    @Doc("Whether interrupts that never happened on a CPU are reported for it.") @Default("true")
        boolean includeZeros) {

  public InterruptsOptions {
    NameFilter.refuseBoth("name_include", nameInclude, "name_exclude", nameExclude);
  }

  NameFilter names() {
    return new NameFilter(nameInclude, nameExclude);
  }
}

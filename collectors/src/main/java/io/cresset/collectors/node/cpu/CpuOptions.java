package io.cresset.collectors.node.cpu;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/** What {@code cpu} tells besides the times of each CPU. */
public record CpuOptions(
    @Doc("Whether the times that CPUs spent in virtual machines are reported.") @Default("true")
        boolean guest,
    @Doc(
            "Whether CPUs' models and frequencies are reported, of /proc/cpuinfo; so, too, if one"
                + " of the next two is set.")
        @Default("false")
        boolean info,
    @Doc("Flags of the first CPU to report, as a pattern; none if not set.")
        Optional<LinearPattern> infoFlagsInclude,
    @Doc("Bugs of the first CPU to report, as a pattern; none if not set.")
        Optional<LinearPattern> infoBugsInclude) {

  boolean readsInfo() {
    return info || infoFlagsInclude.isPresent() || infoBugsInclude.isPresent();
  }
}

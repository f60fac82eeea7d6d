package io.cresset.collectors.node.memory;

import io.cresset.api.config.Doc;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/** Which of the kernel's caches count. */
public record SlabinfoOptions(
    @Doc("Slabs to report, as a pattern.") Optional<LinearPattern> slabsInclude,
    @Doc("Slabs to leave out, as a pattern.") Optional<LinearPattern> slabsExclude) {

  NameFilter slabs() {
    return new NameFilter(slabsInclude, slabsExclude);
  }
}

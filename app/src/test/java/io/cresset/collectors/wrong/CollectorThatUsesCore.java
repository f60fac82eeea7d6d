package io.cresset.collectors.wrong;

import io.cresset.collectors.wrongtoo.OtherCollector;
import io.cresset.core.config.Problem;
import java.lang.foreign.Arena;
import org.assertj.core.api.Condition;

/**
 * A collector that needs the core, another collector, a library that the other needs too, and
 * memory of its own outside the heap; in a package that nobody marked.
 */
public record CollectorThatUsesCore(
    Problem core, OtherCollector other, Condition<String> library, Arena memory) {}

package io.cresset.collectors.node.memory;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;

/** Which numbers of /proc/vmstat count. */
public record VmstatOptions(
    @Doc("Fields of /proc/vmstat to report, as a pattern.")
        @Default("'^(oom_kill|pgpg|pswp|pg.*fault).*'")
        LinearPattern fields) {}

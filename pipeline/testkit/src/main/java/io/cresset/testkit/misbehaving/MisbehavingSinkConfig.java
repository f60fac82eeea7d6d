package io.cresset.testkit.misbehaving;

import io.cresset.api.config.Doc;

/** What stands under {@code exporters.misbehaving}. */
public record MisbehavingSinkConfig(@Doc("What it does wrong.") SinkHabit habit) {}

package io.cresset.collectors.wrongtoo;

import org.assertj.core.api.Condition;

/** Needs a library that its sibling needs too. */
public record OtherCollector(Condition<String> library) {}

package io.cresset.exporters.wrongtoo;

import org.assertj.core.api.Condition;

/** Needs a library that its sibling needs too. */
public record OtherExporter(Condition<String> library) {}

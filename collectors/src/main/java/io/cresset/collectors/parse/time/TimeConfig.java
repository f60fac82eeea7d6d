package io.cresset.collectors.parse.time;

import io.cresset.api.config.Doc;
import io.cresset.api.config.TimeZoneName;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/** The step's options. */
public record TimeConfig(
    @Doc(
            "How the time is written: a pattern of Java's DateTimeFormatter such as dd.MM.yyyy"
                + " HH:mm:ss,SSS, or unix, unix_ms, unix_us, unix_ns for numbers.")
        TimeFormat format,
    @Doc("The attribute that has it. Left out: the body.") Optional<String> field,
    @Doc(
            "An RE2 pattern that finds it: its first group, or all of it if there is none. Left"
                + " out: it stands at the beginning.")
        Optional<LinearPattern> at,
    @Doc("Time zone, where the text names none, such as Europe/Berlin. Left out: this machine's.")
        Optional<TimeZoneName> timezone) {}

package io.cresset.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a configuration key is when the file does not say, written as the file would say it: a YAML
 * value. A component without it is required, except an {@link java.util.Optional} (empty), a list
 * or a map (empty), and a nested record (all its own defaults).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}

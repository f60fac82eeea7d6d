package io.cresset.collectors.node.hardware;

import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/** Which sensors {@code hwmon} tells. */
public record HwmonOptions(
    @Doc("Chips, by the label 'chip', to tell; all if not set.")
        Optional<LinearPattern> chipInclude,
    @Doc("Chips, by the label 'chip', not to tell.") Optional<LinearPattern> chipExclude,
    @Doc("Sensors to tell, by chip and sensor: 'platform_coretemp_0;temp3'; all if not set.")
        Optional<LinearPattern> sensorInclude,
    @Doc("Sensors not to tell, by chip and sensor: 'platform_coretemp_0;temp3'.")
        Optional<LinearPattern> sensorExclude) {

  /** Every sensor of every chip. */
  public static final HwmonOptions DEFAULTS =
      new HwmonOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

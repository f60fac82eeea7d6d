package io.cresset.collectors.node.smart;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricSpec;

/** One value of one disk. */
record Sample(MetricSpec spec, Labels labels, double value) {

  /**
   * @param namesAndValues labels besides the device's
   */
  static Sample of(MetricSpec spec, double value, String device, String... namesAndValues) {
    String[] all = new String[namesAndValues.length + 2];
    all[0] = "device";
    all[1] = device;
    System.arraycopy(namesAndValues, 0, all, 2, namesAndValues.length);
    return new Sample(spec, Labels.of(all), value);
  }
}

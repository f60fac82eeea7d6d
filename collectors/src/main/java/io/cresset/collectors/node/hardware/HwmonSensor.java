package io.cresset.collectors.node.hardware;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A sensor of a chip, such as {@code temp3}.
 *
 * @param number 0 for what a chip has only one of
 */
record HwmonSensor(String type, int number) implements Comparable<HwmonSensor> {
  private static final List<String> TYPES =
      List.of(
          "vrm",
          "beep_enable",
          "update_interval",
          "in",
          "cpu",
          "fan",
          "pwm",
          "temp",
          "curr",
          "power",
          "energy",
          "humidity",
          "intrusion",
          "freq");

  private static final Comparator<HwmonSensor> ORDER =
      Comparator.comparing(HwmonSensor::type).thenComparingInt(HwmonSensor::number);

  /**
   * One file of a sensor.
   *
   * @param element {@code input}, {@code max_alarm}, ...; empty if the file is the bare sensor
   */
  record SensorFile(HwmonSensor sensor, String element) {}

  /** What a file's name says: {@code temp3_max_alarm}. Empty if it is no sensor's. */
  static Optional<SensorFile> parse(String name) {
    int digits = 0;
    while (digits < name.length() && !isDigit(name.charAt(digits))) {
      digits++;
    }
    int rest = digits;
    while (rest < name.length() && isDigit(name.charAt(rest))) {
      rest++;
    }
    String type = name.substring(0, digits);
    boolean bare = rest == name.length();
    if (!TYPES.contains(type)
        || (!bare && (name.charAt(rest) != '_' || rest + 1 == name.length()))) {
      return Optional.empty();
    }
    try {
      int number = digits == rest ? 0 : Integer.parseInt(name.substring(digits, rest));
      return Optional.of(
          new SensorFile(new HwmonSensor(type, number), bare ? "" : name.substring(rest + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** As it stands in the label {@code sensor}. */
  String label() {
    return type + number;
  }

  @Override
  public int compareTo(HwmonSensor other) {
    return ORDER.compare(this, other);
  }
}

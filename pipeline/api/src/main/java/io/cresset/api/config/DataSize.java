package io.cresset.api.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 512MiB}, {@code 1GiB}, {@code 64KiB} or {@code 1000}. */
public record DataSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(|B|KiB|MiB|GiB|TiB)");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative");
    }
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static DataSize parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a size; write a number with B, KiB, MiB, GiB or TiB, such as 512MiB");
    }
    int shift =
        switch (form.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case "TiB" -> 40;
          case String _ -> 0;
        };
    long number = Long.parseLong(form.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("'" + text + "' is more than this program can count");
    }
    return new DataSize(number << shift);
  }

  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    long number = bytes;
    int unit = 0;
    while (unit < units.length - 1 && number != 0 && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return number + units[unit];
  }
}

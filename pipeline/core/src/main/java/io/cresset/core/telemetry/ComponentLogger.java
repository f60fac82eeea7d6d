package io.cresset.core.telemetry;

import java.text.FieldPosition;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A component's way to the program's log. */
final class ComponentLogger implements System.Logger {
  private final String component;
  private final ProgramLog log;

  ComponentLogger(String component, ProgramLog log) {
    this.component = component;
    this.log = log;
  }

  @Override
  public String getName() {
    return component;
  }

  @Override
  public boolean isLoggable(Level level) {
    return log.isLoggable(level);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    String text = String.valueOf(message);
    log.write(level, component, text, text, List.of(), thrown);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... params) {
    if (!isLoggable(level)) {
      return;
    }
    String template = String.valueOf(format);
    List<Map.Entry<String, String>> details = new ArrayList<>();
    if (params != null) {
      for (Object param : params) {
        if (param instanceof Map.Entry<?, ?> detail) {
          details.add(
              Map.entry(String.valueOf(detail.getKey()), String.valueOf(detail.getValue())));
        }
      }
    }
    log.write(level, component, template, message(template, params), details, null);
  }

  /**
   * As System.Logger says, a format of {@link MessageFormat}, if there are parameters; but a port
   * is 65000, not 65,000, unless the format asks for that.
   */
  static String message(String format, @Nullable Object @Nullable [] params) {
    if (params == null || params.length == 0) {
      return format;
    }
    @Nullable Object[] plain = params.clone();
    for (int i = 0; i < plain.length; i++) {
      if (plain[i] instanceof Number number) {
        plain[i] = number.toString();
      }
    }
    return filledIn(format, plain).or(() -> filledIn(format, params)).orElse(format);
  }

  /** Empty if it is no format, or not one for these parameters. */
  private static Optional<String> filledIn(String format, @Nullable Object[] params) {
    try {
      MessageFormat parsed = new MessageFormat(format, Locale.ROOT);
      return Optional.of(
          parsed.format(params, new StringBuffer(), new FieldPosition(0)).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package io.cresset.api.config;

import java.util.function.Supplier;

/**
 * A value that must not be seen: given in the file only as {@code ${env:NAME}} or {@code
 * ${file:/path}}, printed as {@code ***} everywhere. A file is read again when it changes, so ask
 * for the value each time that it is needed.
 */
public final class Secret {
  private final Supplier<String> source;

  public Secret(Supplier<String> source) {
    this.source = source;
  }

  /** The value now. */
  public String reveal() {
    return source.get();
  }

  @Override
  public String toString() {
    return "***";
  }
}

package io.cresset.api.config;

import java.util.function.Supplier;

/**
 * A value that must not be seen: given in the file only as {@code ${env:NAME}} or {@code
 * ${file:/path}}, printed as {@code ***} everywhere. A file is read again when it changes, so ask
 * for the value each time that it is needed.
 */
public final class Secret {
  private final Supplier<String> source;

  /**
   * @param source equal to another if both are the same place
   */
  public Secret(Supplier<String> source) {
    this.source = source;
  }

  /** The value now. */
  public String reveal() {
    return source.get();
  }

  /** Whether the value comes from the same place; the values themselves are not compared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}

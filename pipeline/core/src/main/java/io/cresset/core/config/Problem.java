package io.cresset.core.config;

/**
 * One mistake in the configuration, as one line for the user.
 *
 * @param key the dotted path of the key, such as {@code collectors.syslog.listen[1]}; empty when
 *     the mistake is not about a key
 * @param message what is wrong and what to write instead
 */
public record Problem(Position position, String key, String message) {

  @Override
  public String toString() {
    return position + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}

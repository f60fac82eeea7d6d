package io.cresset.app.check;

import io.cresset.api.Time;
import io.cresset.api.check.DoorContext;
import io.cresset.api.http.HttpClient;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What doors are tried with.
 *
 * @param section what stands before the component's keys in the file: {@code exporters.}, or
 *     nothing for the program's own
 */
public record Trying(
    String section,
    String component,
    Time time,
    HttpClient http,
    Duration limit,
    OptionalLong running)
    implements DoorContext {

  @Override
  public String key(String name) {
    return section + component.replace('/', '.') + "." + name;
  }
}

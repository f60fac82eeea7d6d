package io.cresset.app.check;

import io.cresset.api.check.Door;
import java.util.List;

/**
 * The doors of one component.
 *
 * @param component {@code kind} or {@code kind/name}; {@code web} and {@code data} for the
 *     program's
 */
public record ComponentDoors(String component, List<Door> doors) {
  public ComponentDoors {
    doors = List.copyOf(doors);
  }
}

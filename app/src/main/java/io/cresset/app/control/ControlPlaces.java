package io.cresset.app.control;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The folders below which control files may be, the best first.
 *
 * @param uid of this process
 */
public record ControlPlaces(List<Place> places, long uid) {

  /**
   * A folder that has, or gets, a folder {@code control}.
   *
   * @param shared whether it is in a folder where everybody may write, so that what is found there
   *     must be looked at
   */
  record Place(Path folder, boolean shared) {
    Path control() {
      return folder.resolve("control");
    }
  }

  public ControlPlaces {
    places = List.copyOf(places);
  }

  public static ControlPlaces of(Map<String, String> environment) {
    return of(environment, Path.of("/run"), Path.of("/tmp"), new UnixSystem().getUid());
  }

  static ControlPlaces of(Map<String, String> environment, Path run, Path tmp, long uid) {
    List<Place> places = new ArrayList<>();
    // systemd.exec(5): several are set off by colons.
    String own = environment.getOrDefault("RUNTIME_DIRECTORY", "").split(":", -1)[0];
    if (own.startsWith("/")) {
      places.add(new Place(Path.of(own), false));
    }
    places.add(new Place(run.resolve("cresset"), false));
    String session = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (session.startsWith("/")) {
      places.add(new Place(Path.of(session, "cresset"), false));
    }
    places.add(new Place(tmp.resolve("cresset-" + uid), true));
    return new ControlPlaces(places, uid);
  }
}

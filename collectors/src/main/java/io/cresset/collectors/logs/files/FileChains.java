package io.cresset.collectors.logs.files;

import io.cresset.api.model.Resource;
import io.cresset.collectors.logs.tail.Decoder;
import io.cresset.collectors.logs.tail.Layout;
import io.cresset.collectors.logs.tail.Place;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which files are meant: a chain is named by the path that is written to. */
final class FileChains implements Layout {
  static final String LOG_FILE_PATH = "log.file.path";

  /** What is left of a name when it says nothing but that it is a log. */
  private static final String LOG_SUFFIX = ".log";

  private final FilesConfig config;
  private final Resource about;

  /**
   * @param about what all lines are about, without the file
   */
  FileChains(FilesConfig config, Resource about) {
    this.config = config;
    this.about = about;
  }

  @Override
  public List<Path> roots() {
    return config.include().stream().map(Glob::root).distinct().toList();
  }

  @Override
  public boolean enters(Path folder) {
    for (Glob each : config.include()) {
      if (each.enters(folder)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<Place> place(Path file) {
    String name = String.valueOf(file.getFileName());
    RotatedName rotated = RotatedName.of(name);
    Optional<Place> place = place(file, rotated);
    if (place.isPresent()) {
      return place;
    }
    return isMeant(file)
        ? Optional.of(new Place(file.toString(), Place.NEWEST, rotated.gzip()))
        : RotatedName.indexed(name).flatMap(it -> place(file, it));
  }

  /** Where it stands if that is what its name means, and the file that is written to is meant. */
  private Optional<Place> place(Path file, RotatedName name) {
    String own = String.valueOf(file.getFileName());
    try {
      Path base = name.base().equals(own) ? file : file.resolveSibling(name.base());
      return isMeant(base) && !isExcluded(file)
          ? Optional.of(new Place(base.toString(), name.age(), name.gzip()))
          : Optional.empty();
    } catch (InvalidPathException _) {
      // A name that this locale cannot tell: it is a log of its own.
      return Optional.empty();
    }
  }

  private boolean isMeant(Path file) {
    for (Glob each : config.include()) {
      if (each.matches(file)) {
        return !isExcluded(file);
      }
    }
    return false;
  }

  private boolean isExcluded(Path file) {
    for (Glob each : config.exclude()) {
      if (each.matches(file)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Decoder decoder(String chain, Path file) {
    return new PlainLines(resource(chain), config);
  }

  private Resource resource(String file) {
    Resource resource = about.with(Resource.SERVICE_NAME, service(file)).with(LOG_FILE_PATH, file);
    Optional<SortedMap<String, String>> captures =
        config.pathLabels().flatMap(labels -> labels.captures(file));
    for (Map.Entry<String, String> label : captures.orElse(new TreeMap<>()).entrySet()) {
      resource =
          label.getValue().isEmpty() ? resource : resource.with(label.getKey(), label.getValue());
    }
    for (Map.Entry<String, String> label : new TreeMap<>(config.labels()).entrySet()) {
      resource = resource.with(label.getKey(), label.getValue());
    }
    return resource;
  }

  /** So that each file is a stream of its own, where a sink makes streams by the service's name. */
  private static String service(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return name.endsWith(LOG_SUFFIX) && name.length() > LOG_SUFFIX.length()
        ? name.substring(0, name.length() - LOG_SUFFIX.length())
        : name;
  }
}

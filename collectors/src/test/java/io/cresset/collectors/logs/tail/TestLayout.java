package io.cresset.collectors.logs.tail;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code NAME.log} and its rotations {@code NAME.log.N}, {@code NAME.log-DIGITS} and either with
 * {@code .gz}, in a folder and those below it.
 */
record TestLayout(Path root) implements Layout {
  private static final Pattern NAME =
      Pattern.compile("([a-z]\\w*\\.log)(?:\\.(\\d{1,3})|-(\\d+))?(\\.gz)?");

  @Override
  public List<Path> roots() {
    return List.of(root);
  }

  @Override
  public boolean enters(Path folder) {
    return folder.startsWith(root) && !folder.getFileName().toString().contains(".log");
  }

  @Override
  public Optional<Place> place(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!file.startsWith(root) || !name.matches()) {
      return Optional.empty();
    }
    long age = Place.NEWEST;
    if (name.group(2) != null) {
      age = -Long.parseLong(name.group(2));
    } else if (name.group(3) != null) {
      age = Long.parseLong(name.group(3));
    }
    String chain = root.relativize(file.resolveSibling(name.group(1))).toString();
    return Optional.of(new Place(chain, age, name.group(4) != null));
  }

  @Override
  public Decoder decoder(String chain, Path file) {
    return new TwoStreams(chain);
  }

  @Override
  public Optional<String> ends(String chain) {
    return Optional.empty();
  }
}

package io.cresset.collectors.logs.tail;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A layout where one chain ends another, as a container's restart ends the one before. */
record Ending(Layout layout, String ended, String by) implements Layout {
  @Override
  public List<Path> roots() {
    return layout.roots();
  }

  @Override
  public boolean enters(Path path) {
    return layout.enters(path);
  }

  @Override
  public Optional<Place> place(Path file) {
    return layout.place(file);
  }

  @Override
  public Decoder decoder(String chain, Path file) {
    return layout.decoder(chain, file);
  }

  @Override
  public Optional<String> ends(String chain) {
    return chain.equals(by) ? Optional.of(ended) : Optional.empty();
  }
}

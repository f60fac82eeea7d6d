package io.cresset.collectors.logs.containers;

import io.cresset.collectors.logs.tail.Decoder;
import io.cresset.collectors.logs.tail.Layout;
import io.cresset.collectors.logs.tail.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files below a root, of either layout or both:
 *
 * <pre>
 *   shop_web-0_UID/web/1.log                        a chain: shop_web-0_UID/web/1
 *   shop_web-0_UID/web/1.log.20260102-030405            older
 *   shop_web-0_UID/web/1.log.20260102-030000.gz         oldest
 *   ID/ID-json.log                                  a chain: ID
 *   ID/ID-json.log.1                                    older
 *   ID/ID-json.log.2.gz                                 oldest
 * </pre>
 */
final class ContainersLayout implements Layout {
  private static final int POD_DEPTH = 3;
  private static final int DOCKER_DEPTH = 2;

  private final Path root;
  private final Function<LogFile, Decoder> decoders;

  ContainersLayout(Path root, Function<LogFile, Decoder> decoders) {
    this.root = root;
    this.decoders = decoders;
  }

  @Override
  public List<Path> roots() {
    return List.of(root);
  }

  @Override
  public boolean enters(Path folder) {
    Path below = root.relativize(folder);
    String first = below.getName(0).toString();
    return switch (below.getNameCount()) {
      case 1 -> PodFolder.parse(first).isPresent() || DockerLogName.isId(first);
      case 2 -> PodFolder.parse(first).isPresent();
      default -> false;
    };
  }

  @Override
  public Optional<Place> place(Path file) {
    Path below = root.relativize(file);
    String name = below.getFileName().toString();
    if (below.getNameCount() == POD_DEPTH) {
      return PodFolder.parse(below.getName(0).toString())
          .flatMap(_ -> PodLogName.parse(name))
          .map(
              log ->
                  new Place(
                      below.getName(0) + "/" + below.getName(1) + "/" + log.restart(),
                      log.age(),
                      log.compressed()));
    }
    if (below.getNameCount() == DOCKER_DEPTH) {
      return DockerLogName.parse(name)
          .filter(log -> log.id().equals(below.getName(0).toString()))
          .map(log -> new Place(log.id(), log.age(), log.compressed()));
    }
    return Optional.empty();
  }

  /** The restart before this one gets nothing more. */
  @Override
  public Optional<String> ends(String chain) {
    int slash = chain.lastIndexOf('/');
    int restart = slash < 0 ? 0 : Integer.parseInt(chain.substring(slash + 1));
    return restart == 0
        ? Optional.empty()
        : Optional.of(chain.substring(0, slash + 1) + (restart - 1));
  }

  @Override
  public Decoder decoder(String chain, Path file) {
    return decoders.apply(logFile(file));
  }

  private LogFile logFile(Path file) {
    Path below = root.relativize(file);
    String name = below.getFileName().toString();
    if (below.getNameCount() == POD_DEPTH) {
      PodFolder pod = PodFolder.parse(below.getName(0).toString()).orElseThrow();
      int restart = PodLogName.parse(name).orElseThrow().restart();
      return new LogFile.OfPod(pod, below.getName(1).toString(), restart);
    }
    String id = below.getName(0).toString();
    return new LogFile.OfDocker(id, root.resolve(id));
  }
}

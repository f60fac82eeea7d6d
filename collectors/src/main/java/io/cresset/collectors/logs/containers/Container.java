package io.cresset.collectors.logs.containers;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One container: what its records are about, in OpenTelemetry's names. All of them are made here,
 * from the path of its log and, for Docker, from {@code config.v2.json} beside it, which is read
 * with the container's first line.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/resource/k8s/">k8s</a> and <a
 *     href="https://opentelemetry.io/docs/specs/semconv/resource/container/">container</a>
 */
final class Container implements ContainerSource {
  private static final String NAMESPACE = "k8s.namespace.name";
  private static final String POD = "k8s.pod.name";
  private static final String POD_UID = "k8s.pod.uid";
  private static final String NAME = "k8s.container.name";
  private static final String RESTARTS = "k8s.container.restart_count";

  private final LogFile file;
  private final CollectorContext context;
  private final NamespaceRates rates;
  private final Counts counts;

  /** Of an excerpt the moment from which on lines are wanted; else there is none. */
  private final long sinceUnixNanos;

  private @Nullable Known known;

  /** What was found out. */
  private record Known(Resource resource, Optional<NamespaceRates.OfNamespace> rate) {}

  Container(LogFile file, CollectorContext context, NamespaceRates rates, Counts counts) {
    this.file = file;
    this.context = context;
    this.rates = rates;
    this.counts = counts;
    this.sinceUnixNanos =
        context
            .excerpt()
            .map(it -> TimeUnit.SECONDS.toNanos(it.since().getEpochSecond()))
            .orElse(0L);
  }

  @Override
  public Resource resource() {
    return known().resource();
  }

  @Override
  public boolean admits(long unixNanos) {
    return unixNanos >= sinceUnixNanos
        && known().rate().map(NamespaceRates.OfNamespace::admits).orElse(true);
  }

  @Override
  public void countUnread() {
    counts.unreadLine();
  }

  private Known known() {
    Known found = known;
    if (found == null) {
      found = find();
      known = found;
    }
    return found;
  }

  private Known find() {
    Attributes.Builder all = context.resource().attributes().toBuilder();
    switch (file) {
      case LogFile.OfPod log ->
          all.put(NAMESPACE, log.pod().namespace())
              .put(POD, log.pod().pod())
              .put(POD_UID, log.pod().uid())
              .put(NAME, log.container())
              .put(RESTARTS, log.restart());
      case LogFile.OfDocker log -> {
        all.put("container.id", log.id());
        read(log.folder().resolve(DockerContainer.FILE)).ifPresent(it -> put(it, all));
      }
    }
    Resource resource = Resource.of(all.build());
    Optional<NamespaceRates.OfNamespace> rate =
        resource.attributes().get(NAMESPACE).map(namespace -> rates.of(namespace.toString()));
    return new Known(resource, rate);
  }

  private static void put(DockerContainer docker, Attributes.Builder all) {
    if (!docker.name().isEmpty()) {
      all.put("container.name", docker.name());
    }
    putImage(docker.image(), all);
    docker.kubernetes("pod.namespace").ifPresent(it -> all.put(NAMESPACE, it));
    docker.kubernetes("pod.name").ifPresent(it -> all.put(POD, it));
    docker.kubernetes("pod.uid").ifPresent(it -> all.put(POD_UID, it));
    docker.kubernetes("container.name").ifPresent(it -> all.put(NAME, it));
    docker
        .restarts()
        .filter(it -> it.matches("\\d{1,9}"))
        .ifPresent(it -> all.put(RESTARTS, Long.parseLong(it)));
  }

  /** {@code registry:5000/web:1.29} is the name up to the last colon, and a tag. */
  private static void putImage(String image, Attributes.Builder all) {
    String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    if (!name.isEmpty()) {
      all.put("container.image.name", tagged ? name.substring(0, colon) : name);
    }
    if (tagged) {
      all.put(
          "container.image.tags", new Value.Items(List.of(Value.of(name.substring(colon + 1)))));
    }
  }

  private Optional<DockerContainer> read(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(DockerContainer.MAX_BYTES);
      return DockerContainer.parse(bytes);
    } catch (IOException e) {
      context
          .logger()
          .log(
              Level.WARNING,
              "a container's name is not known: cannot read "
                  + path
                  + "; let "
                  + io.cresset.api.check.PathDoor.user()
                  + " read it");
      return Optional.empty();
    }
  }
}

package io.cresset.api.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What telemetry is about: a host, a device, a pod. Attributes are sorted by key, so that equal
 * resources are equal bytes on every road.
 *
 * <p>Prometheus and Loki know a resource by three labels: {@code job} is the attribute {@code job}
 * (the collector's default job, which existing dashboards select by), {@code instance} is {@code
 * service.instance.id} or else {@code host.name}, and {@code service_name} is {@code service.name}.
 */
public final class Resource {
  public static final String JOB = "job";
  public static final String HOST_NAME = "host.name";
  public static final String SERVICE_NAME = "service.name";
  public static final String SERVICE_INSTANCE_ID = "service.instance.id";

  private static final Resource EMPTY = new Resource(Attributes.empty());

  private final Attributes attributes;
  private final int hash;

  private Resource(Attributes sorted) {
    this.attributes = sorted;
    this.hash = sorted.hashCode();
  }

  public static Resource empty() {
    return EMPTY;
  }

  /** A resource of these attributes, in whatever order they come. */
  public static Resource of(Attributes attributes) {
    Attributes.Builder sorted = Attributes.builder();
    IntStream.range(0, attributes.size())
        .boxed()
        .sorted(Comparator.comparing(attributes::key))
        .forEach(i -> sorted.put(attributes.key(i), attributes.value(i)));
    return new Resource(sorted.build());
  }

  public Attributes attributes() {
    return attributes;
  }

  /** This resource with one attribute set or replaced. */
  public Resource with(String key, String value) {
    return of(attributes.toBuilder().put(key, value).build());
  }

  public Optional<String> job() {
    return text(JOB);
  }

  public Optional<String> instance() {
    return text(SERVICE_INSTANCE_ID).or(() -> text(HOST_NAME));
  }

  public Optional<String> serviceName() {
    return text(SERVICE_NAME);
  }

  private Optional<String> text(String key) {
    return attributes.get(key).filter(Value.Text.class::isInstance).map(Value::toString);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Resource that
            && hash == that.hash
            && attributes.equals(that.attributes));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "Resource" + attributes;
  }
}

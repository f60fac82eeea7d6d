package io.cresset.collectors.syslog;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Resources by host and program, found by the bytes of a line without making a String. Keeps the
 * {@value #MAX_RESOURCES} used last, because both names are whatever a sender writes. Safe for use
 * by many threads.
 */
final class ResourceCache {
  static final int MAX_RESOURCES = 4096;

  private final Resource base;

  private final Map<Key, Resource> resources =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Resource> eldest) {
          return size() > MAX_RESOURCES;
        }
      };

  /**
   * @param base whose {@code host.name} and {@code service.name} the lines' own replace
   */
  ResourceCache(Resource base) {
    this.base = base;
  }

  /**
   * The resource of a host and a program.
   *
   * @param host UTF-8
   * @param app UTF-8; empty if the line names none
   */
  Resource get(ByteSlice host, ByteSlice app) {
    synchronized (resources) {
      Resource known = resources.get(new Key(host, app));
      if (known != null) {
        return known;
      }
      Resource made = make(host, app);
      // The slices are parts of a large buffer, which must not live as long as this entry.
      resources.put(new Key(copy(host), copy(app)), made);
      return made;
    }
  }

  private Resource make(ByteSlice host, ByteSlice app) {
    var attributes = base.attributes().toBuilder();
    attributes.put(Resource.HOST_NAME, new Value.Text(copy(host)));
    if (app.length() > 0) {
      attributes.put(Resource.SERVICE_NAME, new Value.Text(copy(app)));
    }
    return Resource.of(attributes.build());
  }

  /** The host of lines that come from this machine. */
  Optional<Value.Text> baseHost() {
    return base.attributes()
        .get(Resource.HOST_NAME)
        .filter(Value.Text.class::isInstance)
        .map(Value.Text.class::cast);
  }

  int size() {
    synchronized (resources) {
      return resources.size();
    }
  }

  private static ByteSlice copy(ByteSlice slice) {
    return ByteSlice.of(slice.toByteArray());
  }

  /** Comparable so that names made to collide in a hash table still are found quickly. */
  private record Key(ByteSlice host, ByteSlice app) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byHost = compare(host, other.host);
      return byHost != 0 ? byHost : compare(app, other.app);
    }

    private static int compare(ByteSlice one, ByteSlice other) {
      return Arrays.compare(
          one.array(), one.offset(), one.end(), other.array(), other.offset(), other.end());
    }
  }
}

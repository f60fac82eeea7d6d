package io.cresset.app.control;

import io.cresset.api.http.HttpRoutes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which handler answers which method of which path. */
public final class ControlTable implements ControlRoutes {
  private final Map<Key, Handler> handlers = new ConcurrentHashMap<>();

  private record Key(String path, String method) {}

  @Override
  public HttpRoutes.Registration get(String path, Handler handler) {
    return add(new Key(path, "GET"), handler);
  }

  @Override
  public HttpRoutes.Registration post(String path, Handler handler) {
    return add(new Key(path, "POST"), handler);
  }

  private HttpRoutes.Registration add(Key key, Handler handler) {
    if (!key.path.startsWith("/")) {
      throw new IllegalArgumentException("a route begins with a slash: '" + key.path + "'");
    }
    if (handlers.putIfAbsent(key, handler) != null) {
      throw new IllegalStateException("the route " + key.method + " " + key.path + " is taken");
    }
    return () -> handlers.remove(key, handler);
  }

  /** The handlers of a path by method; empty if it has none. */
  public Map<String, Handler> at(String path) {
    return handlers.entrySet().stream()
        .filter(entry -> entry.getKey().path.equals(path))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().method, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
  }
}

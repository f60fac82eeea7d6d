package io.cresset.exporters;

import io.cresset.api.http.HttpRoutes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Routes that a test calls directly. */
public final class TestRoutes implements HttpRoutes {
  private final Map<String, Handler> handlers = new TreeMap<>();

  @Override
  public Registration get(String path, Handler handler) {
    if (handlers.putIfAbsent(path, handler) != null) {
      throw new IllegalStateException(path + " is taken");
    }
    return () -> handlers.remove(path, handler);
  }

  public boolean isEmpty() {
    return handlers.isEmpty();
  }

  /**
   * @param headers names and values in turn
   */
  public Response get(String path, String... headers) throws InterruptedException {
    String route =
        handlers.keySet().stream()
            .filter(known -> known.equals(path) || (known.endsWith("/") && path.startsWith(known)))
            .reduce((_, longer) -> longer)
            .orElseThrow(() -> new AssertionError("no route for " + path));
    Map<String, List<String>> all = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    return java.util.Objects.requireNonNull(handlers.get(route))
        .handle(new Request("GET", path, Map.of(), all));
  }
}

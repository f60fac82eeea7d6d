package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which handler answers which path. */
final class RouteTable {
  private final Map<String, HttpRoutes.Handler> handlers = new ConcurrentHashMap<>();

  HttpRoutes.Registration add(String path, HttpRoutes.Handler handler) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a route begins with a slash: '" + path + "'");
    }
    if (handlers.putIfAbsent(path, handler) != null) {
      throw new IllegalStateException("the route " + path + " is taken");
    }
    return () -> handlers.remove(path, handler);
  }

  /** The path itself, else the longest route that ends in a slash and begins it. */
  Optional<HttpRoutes.Handler> find(String path) {
    HttpRoutes.Handler exact = handlers.get(path);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      HttpRoutes.Handler below = handlers.get(path.substring(0, slash + 1));
      if (below != null) {
        return Optional.of(below);
      }
    }
    return Optional.empty();
  }
}

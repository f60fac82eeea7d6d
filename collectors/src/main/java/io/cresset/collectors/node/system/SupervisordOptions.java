package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Secret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where {@code supervisord} is asked for its processes.
 *
 * @throws IllegalArgumentException if it is asked neither by HTTP nor by a Unix socket, or if the
 *     socket is no path
 */
public record SupervisordOptions(
    @Doc(
            "The address of its XML-RPC interface, or its socket as in"
                + " unix:///run/supervisor.sock.")
        @Default("http://localhost:9001/RPC2")
        URI url,
    @Doc("The name that it wants to hear, if any.") Optional<String> username,
    @Doc("The password of that name.") Optional<Secret> password) {

  public SupervisordOptions {
    boolean http = "http".equals(url.getScheme()) && url.getHost() != null;
    boolean unix = "unix".equals(url.getScheme()) && url.getPath() != null;
    if (!http && !unix) {
      throw new IllegalArgumentException(
          "url: '"
              + url
              + "' is neither like http://localhost:9001/RPC2 nor like"
              + " unix:///run/supervisor.sock");
    }
    if (unix && !isPath(url.getPath())) {
      throw new IllegalArgumentException(
          "url: what stands behind unix:// in '" + url + "' is no path of a file");
    }
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "url: take the name and the password out, and set username and password");
    }
  }

  private static boolean isPath(String text) {
    try {
      return Path.of(text).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }
}

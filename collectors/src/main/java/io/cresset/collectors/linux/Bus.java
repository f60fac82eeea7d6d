package io.cresset.collectors.linux;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;

/**
 * A D-Bus, for asking its services. Values come as {@link String} (texts, paths, signatures),
 * {@link Boolean}, {@link Long} (all whole numbers), {@link Double}, or a {@link List} of them
 * (arrays, structs, entries of dictionaries); a variant is what it holds.
 */
public interface Bus extends AutoCloseable {

  /**
   * Calls a method that takes texts only.
   *
   * @return the values of its answer
   * @throws Refused if the service answers with an error
   */
  List<Object> call(
      String service, String path, String interfaceName, String method, List<String> arguments)
      throws IOException;

  /** What becomes of a run whose bus fails. */
  static CollectFailure failure(String socket, IOException e) {
    return new CollectFailure(
        e instanceof SocketTimeoutException ? Kind.TIMEOUT : Kind.UNSUPPORTED,
        socket + ": " + e.getMessage(),
        "",
        e);
  }

  /** A property of an object. */
  default Object property(String service, String path, String interfaceName, String property)
      throws IOException {
    List<Object> values =
        call(
            service,
            path,
            "org.freedesktop.DBus.Properties",
            "Get",
            List.of(interfaceName, property));
    if (values.size() != 1) {
      throw new IOException(values.size() + " values for the property " + property);
    }
    return values.getFirst();
  }

  @Override
  void close() throws IOException;

  /** The service, or the bus, said no: the other calls may go on. */
  final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    public Refused(String message) {
      super(message);
    }
  }
}

package io.cresset.collectors.node;

import io.cresset.collectors.linux.Bus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A bus that answers what lines say: {@code <path> <property or method>=<value>}, a property
 * without its interface. A value of digits is a number; one with bars is an element of a list, of
 * which there is one line each. What no line says is refused; {@code broken} ends the connection.
 */
record FakeBus(List<String> lines) implements Bus {

  @Override
  public List<Object> call(
      String service, String path, String interfaceName, String method, List<String> arguments)
      throws IOException {
    String asked = path + " " + (arguments.isEmpty() ? method : arguments.getLast()) + "=";
    List<Object> found = new ArrayList<>();
    boolean listed = false;
    for (String line : lines) {
      if (line.startsWith(asked)) {
        String value = line.substring(asked.length());
        if (value.equals("broken")) {
          throw new IOException("the bus has closed the connection");
        }
        listed |= value.contains("|");
        found.add(
            value.contains("|")
                ? List.of(value.split("\\|", -1))
                : value.matches("-?\\d+") ? Long.valueOf(value) : value);
      }
    }
    if (found.isEmpty()) {
      throw new Refused("no " + asked);
    }
    return listed ? List.of(found) : found;
  }

  @Override
  public void close() {}
}

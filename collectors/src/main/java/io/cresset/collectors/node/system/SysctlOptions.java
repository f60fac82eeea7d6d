package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.util.List;

/**
 * Which of the kernel's parameters are reported.
 *
 * @throws IllegalArgumentException if something is no name of a parameter
 */
public record SysctlOptions(
    @Doc(
            "Parameters with numbers, such as kernel.pid_max. One with several is reported by"
                + " index, or by names that follow a colon: net.ipv4.tcp_rmem:min,default,max.")
        @Default("[]")
        List<String> include,
    @Doc("Parameters with words, which become labels of node_sysctl_info.") @Default("[]")
        List<String> includeInfo) {

  public SysctlOptions {
    include = include.stream().distinct().toList();
    includeInfo = includeInfo.stream().distinct().toList();
    include.forEach(text -> Parameter.parse("include", text));
    for (String text : includeInfo) {
      if (!Parameter.parse("include_info", text).keys.isEmpty()) {
        throw new IllegalArgumentException(
            "include_info: '" + text + "' has names for its values, which only numbers can have");
      }
    }
  }

  /**
   * @param keys names of its values; none if they go by their index
   */
  record Parameter(String name, List<String> keys) {

    private static Parameter parse(String option, String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      // It becomes a path below /proc/sys and must stay there.
      if (name.isEmpty() || name.startsWith("/") || name.contains("..")) {
        throw new IllegalArgumentException(
            option + ": '" + text + "' is not a parameter; write it like kernel.pid_max");
      }
      List<String> keys = colon < 0 ? List.of() : List.of(text.substring(colon + 1).split(",", -1));
      if (keys.contains("")) {
        throw new IllegalArgumentException(option + ": '" + text + "' lacks a name behind ':'");
      }
      return new Parameter(name, keys);
    }

    /** Below /proc/sys. With a slash in it the name is a path already, as sysctl(8) has it. */
    String path() {
      return name.contains("/") ? name : name.replace('.', '/');
    }
  }

  List<Parameter> numbers() {
    return include.stream().map(text -> Parameter.parse("include", text)).toList();
  }

  List<Parameter> words() {
    return includeInfo.stream().map(text -> Parameter.parse("include_info", text)).toList();
  }
}

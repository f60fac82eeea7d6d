package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.NameFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mounts of a mountinfo file (proc_pid_mountinfo(5)) that are worth asking for their size.
 *
 * <pre>
 * 27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
 * </pre>
 *
 * @param problem the first line that was not understood; the others count nevertheless
 */
record MountTable(List<Mount> mounts, Optional<CollectFailure> problem) {

  /**
   * @param point as seen from the root of the file system that is looked at
   */
  record Mount(
      String device, String point, String type, String major, String minor, boolean readOnly) {}

  /** The fields behind the separator: type, source and the options of the file system. */
  private static final int LAST_FIELDS = 3;

  private static final int LEAST_FIELDS = 10;

  /** Mounts of process 1; where it is hidden (hidepid), our own. */
  static MountTable read(SmallFiles files, Host host, NameFilter points, NameFilter types)
      throws CollectFailure {
    return parse(open(files, host), host.rootfs().toString(), points, types);
  }

  private static Scan open(SmallFiles files, Host host) throws CollectFailure {
    try {
      return files.source(host.proc("1/mountinfo"));
    } catch (CollectFailure e) {
      if (e.kind() != Kind.ABSENT && e.kind() != Kind.UNAUTHORIZED) {
        throw e;
      }
      return files.source(host.proc("self/mountinfo"));
    }
  }

  /**
   * @param rootfs is taken off mount points; {@code /} takes nothing off
   */
  static MountTable parse(Scan in, String rootfs, NameFilter points, NameFilter types) {
    List<Mount> mounts = new ArrayList<>();
    Optional<CollectFailure> problem = Optional.empty();
    List<String> fields = new ArrayList<>();
    while (in.nextLine()) {
      fields.clear();
      while (in.nextCell()) {
        fields.add(in.text());
      }
      try {
        mount(in, fields, rootfs, points, types).ifPresent(mounts::add);
      } catch (CollectFailure e) {
        problem = problem.or(() -> Optional.of(e));
      }
    }
    return new MountTable(List.copyOf(mounts), problem);
  }

  private static Optional<Mount> mount(
      Scan in, List<String> fields, String rootfs, NameFilter points, NameFilter types)
      throws CollectFailure {
    int last = fields.size() - LAST_FIELDS;
    if (fields.size() < LEAST_FIELDS || !fields.get(last - 1).equals("-")) {
      throw in.malformed("is not a line of mountinfo");
    }
    String type = fields.get(last);
    if (!types.takes(type)) {
      return Optional.empty();
    }
    String point = withoutRoot(unescaped(fields.get(4)), rootfs);
    if (!points.takes(point)) {
      return Optional.empty();
    }
    String number = fields.get(2);
    int colon = number.indexOf(':');
    if (colon < 0) {
      throw in.malformed("'" + number + "' is not a device number");
    }
    String options = fields.get(last + 2);
    return Optional.of(
        new Mount(
            fields.get(last + 1),
            point,
            type,
            number.substring(0, colon),
            number.substring(colon + 1),
            has(fields.get(5), "ro") || has(options, "ro") || has(options, "emergency_ro")));
  }

  private static boolean has(String options, String option) {
    return ("," + options + ",").contains("," + option + ",");
  }

  private static String withoutRoot(String point, String rootfs) {
    if (rootfs.equals("/") || !point.startsWith(rootfs)) {
      return point;
    }
    if (point.length() == rootfs.length()) {
      return "/";
    }
    return point.charAt(rootfs.length()) == '/' ? point.substring(rootfs.length()) : point;
  }

  /**
   * The kernel writes blank, tab, line feed and backslash as a backslash and three octal digits.
   */
  static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int code = text.charAt(i) == '\\' ? octal(text, i + 1) : -1;
      if (code >= 0) {
        out.append((char) code);
        i += 3;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** Three octal digits of an ASCII character; -1 if they are not there. */
  private static int octal(String text, int from) {
    if (from + 3 > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      code = code * 8 + digit;
    }
    return code < 128 ? code : -1;
  }
}

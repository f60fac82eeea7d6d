package io.cresset.collectors.journal;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Severity;
import io.cresset.api.model.SyslogWords;
import io.cresset.api.model.Utf8;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns an entry of the journal into a record:
 *
 * <pre>
 * MESSAGE=upstream gone  PRIORITY=3  SYSLOG_IDENTIFIER=nginx  _HOSTNAME=web1  _PID=812
 * _SYSTEMD_UNIT=nginx.service  _TRANSPORT=stdout  _MACHINE_ID=3d12...
 *
 * resource    host.name=web1 host.id=3d12... service.name=nginx
 * severity    17 (ERROR), "err"
 * attributes  process.pid=812 _SYSTEMD_UNIT=nginx.service _TRANSPORT=stdout
 * body        upstream gone
 * </pre>
 *
 * <p>A field for which OpenTelemetry has a name gets that; all others keep the journal's. A field
 * that stands there several times is one attribute with a list, under the journal's name. Bytes
 * that are no UTF-8 stay bytes. The time is the sender's own, {@code _SOURCE_REALTIME_TIMESTAMP},
 * where journald has taken it and it is near the entry's, else the entry's.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/systemd.journal-fields.html">the
 *     fields</a>
 */
final class EntryMapping {
  static final String HOST_ID = "host.id";
  static final String CURSOR = "__CURSOR";

  /** Names of fields that were cut or left out because they are too long for a record. */
  static final String CUT_FIELDS = "cut_fields";

  /** Of all attributes of a record together. */
  static final int MAX_ATTRIBUTE_BYTES = 96 * 1024;

  /** Of the names in {@link #CUT_FIELDS}; of the others the number is told. */
  private static final int MAX_CUT_FIELDS_BYTES = 4096;

  private static final int MAX_RESOURCE_VALUE_BYTES = 1024;
  private static final int OVERHEAD_BYTES = 16;
  private static final int MAX_RESOURCES = 4096;
  private static final int MAX_DIGITS = 18;
  private static final long MAX_BEFORE_MICROS = 24 * 3600 * 1_000_000L;
  private static final long MAX_AFTER_MICROS = 60 * 1_000_000L;

  /** Fields that name the service, the best first. */
  private static final List<String> SERVICES =
      List.of("CONTAINER_NAME", "SYSLOG_IDENTIFIER", "_COMM", "_SYSTEMD_UNIT");

  private static final Map<String, String> TEXTS =
      Map.of(
          "_EXE", "process.executable.path",
          "_CMDLINE", "process.command_line",
          "CODE_FILE", "code.file.path",
          "CODE_FUNC", "code.function.name",
          "SYSLOG_PID", "syslog.procid",
          "CONTAINER_NAME", "container.name",
          "CONTAINER_ID_FULL", "container.id",
          "IMAGE_NAME", "container.image.name");

  private static final Map<String, String> NUMBERS =
      Map.of("_PID", "process.pid", "CODE_LINE", "code.line.number", "TID", "thread.id");

  private final Resource base;
  private final boolean withCursor;

  private final Map<List<Value>, Resource> resources =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Value>, Resource> eldest) {
          return size() > MAX_RESOURCES;
        }
      };

  /**
   * @param base of lines whose entry does not say where it is from
   */
  EntryMapping(Resource base, boolean withCursor) {
    this.base = base;
    this.withCursor = withCursor;
  }

  /**
   * What became of an entry.
   *
   * @param body of the record, which may be too long for one
   * @param cut whether a field was cut or left out
   */
  record Mapped(Resource resource, LogRecord record, ByteSlice body, boolean cut) {}

  Mapped of(JournalEntry entry, long observedUnixNanos) {
    Map<String, Field> once = new LinkedHashMap<>();
    Map<String, List<Field>> repeated = new HashMap<>();
    for (Field field : entry.fields()) {
      Field before = once.putIfAbsent(field.name(), field);
      if (before != null) {
        repeated.computeIfAbsent(field.name(), _ -> new ArrayList<>(List.of(before))).add(field);
      }
    }
    return new Mapping(entry, once, repeated).map(observedUnixNanos);
  }

  /** One entry on its way. */
  private final class Mapping {
    private final JournalEntry entry;
    private final Map<String, Field> once;
    private final Map<String, List<Field>> repeated;
    private final Attributes.Builder attributes = Attributes.builder();
    private final Set<String> cut = new LinkedHashSet<>();
    private int left = MAX_ATTRIBUTE_BYTES;
    private int priority = -1;
    private ByteSlice body = ByteSlice.empty();
    private long timeMicros;

    Mapping(JournalEntry entry, Map<String, Field> once, Map<String, List<Field>> repeated) {
      this.entry = entry;
      this.once = once;
      this.repeated = repeated;
      this.timeMicros = entry.head().realtimeMicros();
    }

    Mapped map(long observedUnixNanos) {
      Resource resource = resource();
      once.values().forEach(this::field);
      if (withCursor) {
        attributes.put(CURSOR, entry.cursor());
      }
      if (!cut.isEmpty()) {
        attributes.put(CUT_FIELDS, new Value.Items(cutNames()));
      }
      LogRecord.Builder record =
          LogRecord.builder(timeMicros * 1000, observedUnixNanos, Value.ofUtf8(body))
              .attributes(attributes.build());
      if (priority >= 0) {
        record.severity(Severity.ofSyslog(priority), SyslogWords.severity(priority));
      }
      return new Mapped(resource, record.build(), body, !cut.isEmpty());
    }

    private void field(Field field) {
      String name = field.name();
      if (field.cut()) {
        tellCut(name);
      }
      List<Field> all = repeated.get(name);
      if (name.equals("MESSAGE")) {
        body = field.value();
        if (all != null) {
          list(name, all);
        }
      } else if (all != null) {
        list(name, all);
      } else if (!special(name, field.value())) {
        put(name, field.value());
      }
    }

    /** Whether a field has a place of its own. */
    private boolean special(String name, ByteSlice value) {
      switch (name) {
        case "PRIORITY" -> {
          long number = number(value);
          if (number < 0 || number > 7) {
            return false;
          }
          priority = (int) number;
          return true;
        }
        case "SYSLOG_FACILITY" -> {
          long number = number(value);
          if (number < 0 || number >= SyslogWords.FACILITIES) {
            return false;
          }
          attributes.put("syslog.facility", SyslogWords.facility((int) number));
          return true;
        }
        case "_SOURCE_REALTIME_TIMESTAMP" -> {
          return isTime(number(value));
        }
        case "_HOSTNAME", "_MACHINE_ID" -> {
          return isResourceValue(value);
        }
        case "SYSLOG_IDENTIFIER" -> {
          return isResourceValue(value) && !once.containsKey("CONTAINER_NAME");
        }
        default -> {
          return renamed(name, value);
        }
      }
    }

    private boolean isTime(long micros) {
      long ahead = micros - entry.head().realtimeMicros();
      if (micros <= 0 || ahead > MAX_AFTER_MICROS || -ahead > MAX_BEFORE_MICROS) {
        return false;
      }
      timeMicros = micros;
      return true;
    }

    private boolean renamed(String name, ByteSlice value) {
      String number = NUMBERS.get(name);
      if (number != null && number(value) >= 0) {
        attributes.put(number, number(value));
        return true;
      }
      String text = TEXTS.get(name);
      if (text != null) {
        put(text, value);
        return true;
      }
      return false;
    }

    private void put(String name, ByteSlice value) {
      int room = left - name.length() - OVERHEAD_BYTES;
      if (room < Math.min(value.length(), OVERHEAD_BYTES)) {
        tellCut(name);
        return;
      }
      int length = Math.min(room, value.length());
      if (length < value.length()) {
        tellCut(name);
      }
      attributes.put(name, Value.ofUtf8(value.slice(0, length)));
      left -= name.length() + OVERHEAD_BYTES + length;
    }

    private void list(String name, List<Field> all) {
      if (left < name.length() + OVERHEAD_BYTES) {
        tellCut(name);
        return;
      }
      List<Value> values = new ArrayList<>(all.size());
      left -= name.length() + OVERHEAD_BYTES;
      for (Field each : all) {
        int need = OVERHEAD_BYTES + each.value().length();
        if (need > left) {
          tellCut(name);
          break;
        }
        left -= need;
        values.add(Value.ofUtf8(each.value()));
      }
      attributes.put(name, new Value.Items(values));
    }

    private void tellCut(String name) {
      cut.add(name);
    }

    private List<Value> cutNames() {
      List<Value> names = new ArrayList<>();
      int room = MAX_CUT_FIELDS_BYTES;
      for (String name : cut) {
        int need = name.length() + OVERHEAD_BYTES;
        if (need <= room) {
          room -= need;
          names.add(Value.of(name));
        }
      }
      int more = cut.size() - names.size();
      if (more > 0) {
        names.add(Value.of("and " + more + " more"));
      }
      return names;
    }

    private Resource resource() {
      List<Value> key = new ArrayList<>(3);
      one("_HOSTNAME").ifPresentOrElse(key::add, () -> key.add(Value.of("")));
      one("_MACHINE_ID").ifPresentOrElse(key::add, () -> key.add(Value.of("")));
      service().ifPresentOrElse(key::add, () -> key.add(Value.of("")));
      Resource known = resources.get(key);
      if (known != null) {
        return known;
      }
      // What an entry refers to may be part of a large buffer, which must not live as long.
      List<Value> kept = key.stream().map(value -> Value.of(value.toString())).toList();
      Resource made = make(kept);
      resources.put(kept, made);
      return made;
    }

    private Optional<Value> service() {
      return SERVICES.stream().map(this::one).flatMap(Optional::stream).findFirst();
    }

    private Resource make(List<Value> key) {
      Attributes.Builder made = base.attributes().toBuilder();
      putUnlessEmpty(made, Resource.HOST_NAME, key.get(0));
      putUnlessEmpty(made, HOST_ID, key.get(1));
      putUnlessEmpty(made, Resource.SERVICE_NAME, key.get(2));
      return Resource.of(made.build());
    }

    private static void putUnlessEmpty(Attributes.Builder to, String name, Value value) {
      if (!value.toString().isEmpty()) {
        to.put(name, value);
      }
    }

    /** The first value of a field, if a resource can have it. */
    private Optional<Value> one(String name) {
      return Optional.ofNullable(once.get(name))
          .map(Field::value)
          .filter(EntryMapping::isResourceValue)
          .map(Value.Text::new);
    }
  }

  private static boolean isResourceValue(ByteSlice value) {
    return value.length() > 0 && value.length() <= MAX_RESOURCE_VALUE_BYTES && Utf8.isValid(value);
  }

  static String text(ByteSlice value) {
    return new String(value.array(), value.offset(), value.length(), StandardCharsets.UTF_8);
  }

  /** A decimal number, or -1. */
  static long number(ByteSlice value) {
    if (value.length() == 0 || value.length() > MAX_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}

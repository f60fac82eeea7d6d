package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import java.util.ArrayList;
import java.util.List;

/**
 * Named statistics as the Solaris porting layer writes them (module/os/linux/spl/spl-kstat.c of
 * OpenZFS): a line about the file, then
 *
 * <pre>
 * name                            type data
 * hits                            4    8772612
 * </pre>
 *
 * @param dataset the value of the name {@code dataset_name}; empty if there is none
 */
record Kstat(String dataset, List<Value> values) {

  /** One that is a number. */
  record Value(String name, double value) {}

  /** KSTAT_DATA_INT64 and KSTAT_DATA_UINT64; of the other types no number is told. */
  private static final String INT64 = "3";

  private static final String UINT64 = "4";

  /** Names without a type, such as {@code dataset_name}, have the rest of the line as value. */
  private static final String DATASET = "dataset_name";

  static Kstat parse(Scan in) throws CollectFailure {
    boolean header = false;
    String dataset = "";
    List<Value> values = new ArrayList<>();
    while (in.nextLine()) {
      String[] words = in.line().strip().split("\\s+", 3);
      if (words.length < 3) {
        continue;
      }
      if (!header) {
        header = words[0].equals("name") && words[1].equals("type") && words[2].equals("data");
      } else if (words[0].equals(DATASET)) {
        dataset = words[2];
      } else if (words[1].equals(UINT64)) {
        values.add(new Value(words[0], field(in, 3).count()));
      } else if (words[1].equals(INT64)) {
        values.add(new Value(words[0], signed(in, words[2])));
      }
    }
    if (!header) {
      throw in.malformed("has no line 'name type data'");
    }
    return new Kstat(dataset, values);
  }

  /** The transfers of a pool: a line of names that begins with {@code nread}, then the values. */
  static List<Value> parseIo(Scan in) throws CollectFailure {
    List<String> names = List.of();
    List<Value> values = new ArrayList<>();
    while (in.nextLine()) {
      List<String> words = List.of(in.line().strip().split("\\s+"));
      if (!names.isEmpty()) {
        for (String name : names) {
          values.add(new Value(name, in.field().count()));
        }
        return values;
      }
      if (words.getFirst().equals("nread")) {
        names = words;
      }
    }
    throw in.malformed("has no line of names and one of values");
  }

  private static Scan field(Scan in, int number) throws CollectFailure {
    for (int i = 1; i < number; i++) {
      in.field();
    }
    return in.field();
  }

  private static double signed(Scan in, String text) throws CollectFailure {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw in.malformed("'" + text + "' is not a number");
    }
  }
}

package io.cresset.collectors.node.source;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/**
 * What a sub-collector finds in many small files with one value each, as /sys has them. A file that
 * is missing, or that the driver refuses to read, is a value left out; one whose content is not
 * what it should be is left out too, and the run fails once all else is reported. For one thread at
 * a time; kept from run to run so that the labels of living series are.
 */
public final class Survey {
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<List<String>> labels =
      new LivingLabels<>(pairs -> Labels.of(pairs.toArray(String[]::new)));
  private Families found = new Families();
  private Optional<CollectFailure> problem = Optional.empty();

  /** The file reader that this uses itself; what it gave is good until the next read of either. */
  public SmallFiles files() {
    return files;
  }

  /** A file's text without blanks and line ends around it. */
  public Optional<String> text(String path) {
    return files.text(path);
  }

  /** The whole number of 64 bits, signed or not, or hexadecimal with 0x, that a file has. */
  public OptionalDouble number(String path) {
    Optional<String> text = files.text(path);
    return text.isEmpty() ? OptionalDouble.empty() : number(path, text.get());
  }

  /** The whole number that the text of a file is, which was read already. */
  public OptionalDouble number(String path, String text) {
    // Some drivers say <unknown> or <unsupported> in place of an error.
    if (text.startsWith("<")) {
      return OptionalDouble.empty();
    }
    OptionalDouble number = parse(text);
    if (number.isEmpty()) {
      problem(malformed(path, "'" + text + "' is not a number"));
    }
    return number;
  }

  /** A whole number of 64 bits, signed or not, or hexadecimal with 0x. */
  public static OptionalDouble parse(String text) {
    try {
      if (text.startsWith("0x")) {
        return OptionalDouble.of(Scan.asDouble(Long.parseUnsignedLong(text.substring(2), 16)));
      }
      return OptionalDouble.of(
          text.startsWith("-")
              ? Long.parseLong(text)
              : Scan.asDouble(Long.parseUnsignedLong(text)));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A decimal fraction; empty if the text is none. */
  public static OptionalDouble decimal(String text) {
    // The JDK also takes words, hexadecimal digits and type suffixes, which no file here has.
    if (text.isEmpty() || !text.chars().allMatch(c -> "0123456789.+-eE".indexOf(c) >= 0)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Reports the number that a file has, if it has one. */
  public void addFile(MetricSpec spec, String path, String... namesAndValues) {
    addFile(spec, path, value -> value, namesAndValues);
  }

  /**
   * @param unit turns what the file has into the metric's unit
   */
  public void addFile(
      MetricSpec spec, String path, DoubleUnaryOperator unit, String... namesAndValues) {
    OptionalDouble value = number(path);
    if (value.isPresent()) {
      add(spec, unit.applyAsDouble(value.getAsDouble()), namesAndValues);
    }
  }

  /**
   * @param namesAndValues the point's labels, names and values in turn
   */
  public void add(MetricSpec spec, double value, String... namesAndValues) {
    found.add(spec, labels.get(List.of(namesAndValues)), value);
  }

  /** Something that should be there could not be read or understood. The first one is told. */
  public void problem(CollectFailure failure) {
    if (problem.isEmpty()) {
      problem = Optional.of(failure);
    }
  }

  public static CollectFailure malformed(String path, String what) {
    return new CollectFailure(Kind.MALFORMED, path + ": " + what, "");
  }

  /**
   * Ends a run: hands over what was found.
   *
   * @throws CollectFailure the first problem of the run
   */
  public void finish(Consumer<MetricFamily> out) throws CollectFailure {
    Families whole = found;
    Optional<CollectFailure> first = problem;
    found = new Families();
    problem = Optional.empty();
    labels.endRun();
    whole.emit(out);
    if (first.isPresent()) {
      throw first.get();
    }
  }
}

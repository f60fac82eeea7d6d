package io.cresset.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.commons.cli.Converter;
import org.apache.commons.cli.ParseException;

/**
 * What an option's value may be, where that is one of a few.
 *
 * @param name what the user writes for a value, in lower case; any case is taken
 * @param refusal what is said of another, behind the quoted word
 */
record OneOf<T>(List<T> values, Function<T, String> name, String refusal)
    implements Converter<T, ParseException> {

  @Override
  public T apply(String text) throws ParseException {
    return values.stream()
        .filter(value -> name.apply(value).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new ParseException("'" + text + "' " + refusal));
  }

  /** What completion offers. */
  List<String> words() {
    return values.stream().map(name).toList();
  }
}

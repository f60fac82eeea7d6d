package io.cresset.core.config;

import io.cresset.api.config.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${env:NAME}} and {@code ${file:/path}} inside values. {@code $$} stands for one
 * dollar sign; any other dollar sign stands for itself.
 */
final class References {
  private static final Pattern TOKEN = Pattern.compile("\\$\\$|\\$\\{([^}]*)(\\}?)");
  private static final Pattern WHOLE = Pattern.compile("\\$\\{(env|file):([^}]*)\\}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FORMS = "write ${env:NAME} or ${file:/path}";

  /** Shorter values are not masked in messages: they would be found in the middle of words. */
  private static final int MIN_MASKED_CHARACTERS = 4;

  private final Map<String, String> environment;
  private final Map<String, String> writtenByValue = new LinkedHashMap<>();

  References(Map<String, String> environment) {
    this.environment = environment;
  }

  /** A reference that leads nowhere. The message is for the user and holds no value. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1;

    Unresolved(String message) {
      super(message, null, false, false);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /** The text with every reference replaced by what it stands for now. */
  String expand(String text) throws Unresolved {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher token = TOKEN.matcher(text);
    StringBuilder out = new StringBuilder();
    boolean referenced = false;
    while (token.find()) {
      if (token.group().equals("$$")) {
        token.appendReplacement(out, Matcher.quoteReplacement("$"));
        continue;
      }
      if (token.group(2).isEmpty()) {
        throw new Unresolved("'${' without '}'; write $${ for the two characters themselves");
      }
      String value = resolve(token.group());
      remember(value, token.group());
      referenced = true;
      token.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    token.appendTail(out);
    if (referenced) {
      remember(out.toString(), text);
    }
    return out.toString();
  }

  /** A secret: nothing but one reference, which must lead somewhere now. */
  Secret secret(String text) throws Unresolved {
    Matcher whole = WHOLE.matcher(text);
    if (!whole.matches()) {
      throw new Unresolved("a secret must not stand in the file itself; " + FORMS);
    }
    String value = resolve(text);
    remember(value, text);
    if (whole.group(1).equals("env")) {
      return new Secret(new Variable(whole.group(2), value));
    }
    return new Secret(new ReferencedFile(Path.of(whole.group(2)), value));
  }

  /** An environment variable, which is what it was when the program started. */
  private record Variable(String name, String value) implements Supplier<String> {
    @Override
    public String get() {
      return value;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private String resolve(String reference) throws Unresolved {
    Matcher whole = WHOLE.matcher(reference);
    if (!whole.matches()) {
      throw new Unresolved(
          "'" + reference + "' is not a reference; " + FORMS + ", or $${ for the characters ${");
    }
    String name = whole.group(2);
    if (whole.group(1).equals("file")) {
      return ReferencedFile.read(name);
    }
    if (!VARIABLE.matcher(name).matches()) {
      throw new Unresolved("'" + name + "' is not the name of an environment variable");
    }
    String value = environment.get(name);
    if (value == null) {
      throw new Unresolved("the environment variable " + name + " is not set");
    }
    return value;
  }

  private void remember(String value, String written) {
    if (value.length() >= MIN_MASKED_CHARACTERS) {
      writtenByValue.putIfAbsent(value, written);
    }
  }

  /** A message with every value that came by a reference shown as it was written. */
  String masked(String message) {
    String shown = message;
    for (Map.Entry<String, String> entry : writtenByValue.entrySet()) {
      shown = shown.replace(entry.getKey(), entry.getValue());
    }
    return shown;
  }
}

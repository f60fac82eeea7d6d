package io.cresset.collectors.parse.redact;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The step's options. */
public record RedactConfig(
    @Doc(
            "What is masked of the ready patterns; ipv4 and ipv6 are there too, and only if named,"
                + " since a log without addresses is of little use.")
        @Default("[private_key, authorization, jwt, password, aws_key, email, card]")
        List<Ready> find,
    @Doc(
            "Own RE2 patterns by name: the first group is masked, or all if there is none. Of a"
                + " long text with very many matches the rest is masked as a whole, and counted.")
        Map<String, LinearPattern> patterns,
    @Doc("What stands in place of what was found; {name} is the pattern's name.")
        @Default("'[redacted]'")
        String mask) {

  /** Ready patterns, in the order in which they are looked for. */
  public enum Ready {
    PRIVATE_KEY(PrivateKeys::new),
    AUTHORIZATION(AuthorizationHeaders::new),
    JWT(JsonWebTokens::new),
    PASSWORD(Passwords::new),
    AWS_KEY(AwsKeys::new),
    EMAIL(Emails::new),
    CARD(CardNumbers::new),
    IPV6(Ipv6Addresses::new),
    IPV4(Ipv4Addresses::new);

    private final Supplier<Finder> finder;

    Ready(Supplier<Finder> finder) {
      this.finder = finder;
    }

    Finder finder() {
      return finder.get();
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_MASK_CHARS = 100;
  private static final int MAX_PATTERNS = 100;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  public RedactConfig {
    find = find.stream().distinct().sorted().toList();
    patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    if (mask.length() > MAX_MASK_CHARS) {
      throw new IllegalArgumentException("mask has more than " + MAX_MASK_CHARS + " characters");
    }
    if (find.isEmpty() && patterns.isEmpty()) {
      throw new IllegalArgumentException("find and patterns are both empty; write one of them");
    }
    if (patterns.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException("patterns has more than " + MAX_PATTERNS + " entries");
    }
    for (String name : patterns.keySet()) {
      boolean taken = List.of(Ready.values()).stream().anyMatch(it -> it.label().equals(name));
      if (taken || !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "patterns has the name '"
                + name
                + "'; write one of lower-case letters, digits and '_' that no ready pattern has");
      }
    }
  }
}

package io.cresset.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Secret;
import io.cresset.api.config.SocketAddressSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type that a configuration record may have, and what each refuses. */
class RecordBinderTest {

  enum Mode {
    FAST,
    VERY_SLOW
  }

  record Everything(
      String text,
      int small,
      long large,
      double real,
      boolean yes,
      Duration pause,
      Path file,
      URI url,
      Mode mode,
      DataSize size,
      SocketAddressSpec listen,
      List<Integer> numbers,
      Map<String, Duration> waits,
      Optional<Mode> maybe,
      Inner inner,
      List<Inner> inners,
      Map<String, Inner> named,
      Optional<Inner> section,
      Secret secret) {}

  record Inner(@Default("7") int depth, @Default("") String emptyText) {}

  @Test
  void readsEveryType() {
    Everything all =
        bind(
            Everything.class,
            """
            text: "007"
            small: -12
            large: 9223372036854775807
            real: 2.5e3
            yes: true
            pause: 500ms
            file: relative/file
            url: https://[::1]:8443/push?a=b
            mode: very_slow
            size: 64KiB
            listen: udp://127.0.0.1:0
            numbers: [1, "2"]
            waits: { a: 1d, b: 2m30s }
            maybe: fast
            inner: { depth: 1 }
            inners: [{}, { empty_text: x }]
            named: { one: }
            section: {}
            secret: ${env:HOME_KEY}
            """);
    assertThat(all.text()).isEqualTo("007");
    assertThat(all.small()).isEqualTo(-12);
    assertThat(all.large()).isEqualTo(Long.MAX_VALUE);
    assertThat(all.real()).isEqualTo(2500.0);
    assertThat(all.yes()).isTrue();
    assertThat(all.pause()).isEqualTo(Duration.ofMillis(500));
    assertThat(all.file()).isEqualTo(Path.of("relative/file"));
    assertThat(all.url()).isEqualTo(URI.create("https://[::1]:8443/push?a=b"));
    assertThat(all.mode()).isEqualTo(Mode.VERY_SLOW);
    assertThat(all.size()).isEqualTo(new DataSize(65536));
    assertThat(all.listen()).isEqualTo(new SocketAddressSpec("udp", "127.0.0.1", 0));
    assertThat(all.numbers()).containsExactly(1, 2);
    assertThat(all.waits())
        .containsExactly(
            Map.entry("a", Duration.ofDays(1)), Map.entry("b", Duration.ofSeconds(150)));
    assertThat(all.maybe()).contains(Mode.FAST);
    assertThat(all.inner()).isEqualTo(new Inner(1, ""));
    assertThat(all.inners()).containsExactly(new Inner(7, ""), new Inner(7, "x"));
    assertThat(all.named()).containsExactly(Map.entry("one", new Inner(7, "")));
    assertThat(all.section()).contains(new Inner(7, ""));
    assertThat(all.secret().reveal()).isEqualTo("sesame");
  }

  record Int(int value) {}

  record Long64(long value) {}

  record Real(double value) {}

  record Bool(boolean value) {}

  record Wait(Duration value) {}

  record File(Path value) {}

  record Url(URI value) {}

  record Choice(Mode value) {}

  record Size(DataSize value) {}

  record Listen(SocketAddressSpec value) {}

  record Text(String value) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Int    | 2147483648        | '2147483648' is out of range; it must be from -2147483648 to 2147483647
          Int    | 99999999999999999999 | '99999999999999999999' is out of range; it must be from -2147483648 to 2147483647
          Int    | 1.5               | '1.5' is not a whole number
          Int    | 0x10              | '0x10' is not a whole number
          Long64 | 9223372036854775808 | '9223372036854775808' is out of range; it must be from -9223372036854775808 to 9223372036854775807
          Real   | NaN               | 'NaN' is not a number
          Real   | 1e999             | '1e999' is not a number
          Real   | 1d                | '1d' is not a number
          Bool   | yes               | 'yes' is neither true nor false
          Wait   | 30                | '30' is not a duration; write a whole number with ms, s, m, h or d, such as 30s
          Wait   | -5s               | '-5s' is not a duration; write a whole number with ms, s, m, h or d, such as 30s
          Wait   | 99999999d         | '99999999d' is more than a century
          File   | " "               | ' ' is not a path
          Url    | loki:3100         | 'loki:3100' is not a URL; write it whole, such as http://host:port/path
          Url    | "http://a b"      | 'http://a b' is not a URL; write it whole, such as http://host:port/path
          Choice | FAST              | unknown value 'FAST'; did you mean 'fast'?
          Choice | sideways          | unknown value 'sideways'; known: fast, very_slow
          Size   | 1MB               | '1MB' is not a size; write a number with B, KiB, MiB, GiB or TiB, such as 512MiB
          Listen | tcp://here        | 'tcp://here' is not an address to listen on; write host:port, such as tcp://0.0.0.0:1514
          Text   | ~                 | has no value; write one, or leave the key out
          Text   | {}                | a single value is expected here, not a mapping
          """)
  void refuses(String type, String value, String message) throws ClassNotFoundException {
    Class<? extends Record> record =
        Class.forName(RecordBinderTest.class.getName() + "$" + type).asSubclass(Record.class);
    Problems problems = new Problems();
    assertThat(bind(record, "value: " + value, problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly("test.yaml:1:8: value: " + message);
  }

  record Many(List<Integer> numbers, Map<String, Integer> named) {}

  @Test
  void namesEachItemOfListsAndMaps() {
    Problems problems = new Problems();
    assertThat(bind(Many.class, "numbers: [1, a, 2, b]\nnamed: { x: 1, y: c }", problems))
        .isEmpty();
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "test.yaml:1:14: numbers[1]: 'a' is not a whole number",
            "test.yaml:1:20: numbers[3]: 'b' is not a whole number",
            "test.yaml:2:19: named.y: 'c' is not a whole number");
  }

  record CamelCase(int maxOpenFiles, int http2Streams) {}

  @Test
  void keysAreSnakeCase() {
    assertThat(bind(CamelCase.class, "max_open_files: 1\nhttp2_streams: 2"))
        .isEqualTo(new CamelCase(1, 2));
    Problems problems = new Problems();
    assertThat(bind(CamelCase.class, "maxOpenFiles: 1\nhttp2-streams: 2", problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "unknown key; did you mean 'max_open_files'?",
            "unknown key; did you mean 'http2_streams'?");
  }

  record Strictly(
      URI target,
      @Default("1s") Duration timeout,
      @Default("[a]") List<String> names,
      @Default("9") int low,
      @Default("10") int high,
      Optional<String> user,
      Optional<String> word) {
    Strictly {
      if (!"http".equals(target.getScheme())) {
        throw new IllegalArgumentException("target must start with http://");
      }
      if (timeout.isZero()) {
        throw new IllegalArgumentException("timeout must be positive");
      }
      if (names.isEmpty()) {
        throw new IllegalArgumentException("names is empty");
      }
      for (String name : names) {
        if (name.startsWith("x")) {
          throw new IllegalArgumentException("names: there is no '" + name + "'");
        }
      }
      if (Set.copyOf(names).size() < names.size()) {
        throw new IllegalArgumentException("a name is listed twice");
      }
      if (low > high) {
        throw new IllegalArgumentException("low must not be above high");
      }
      if (user.isPresent() != word.isPresent()) {
        throw new IllegalArgumentException("user and word are needed together");
      }
    }
  }

  /** A file, and all that is said about it; where nothing is, the record is made. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          target: http://a                                       |
          target: ftp://a, timeout: 0s                           | 1:9 target: must start with http://; 1:27 timeout: must be positive
          timeout: 0s, colour: red                               | 1:0 target: is required; 1:10 timeout: must be positive; 1:14 colour: unknown key
          target: many words, timeout: 0s, high: x               | 1:9 target: 'many words' is not; 1:30 timeout: must be positive; 1:40 high: 'x' is not
          targett: http://a, timeout: 0s                         | 1:1 targett: unknown key; 1:29 timeout: must be positive
          target: http://a, names: [b, x1, c, x2, b]             | 1:30 names[1]: there is no 'x1'; 1:37 names[3]: there is no 'x2'; 1:41 names[4]: a name is listed twice
          target: http://a, names: [b, [], x1]                   | 1:30 names[1]: a single value; 1:34 names[2]: there is no 'x1'
          target: http://a, names: [x1], colour: red            | 1:27 names[0]: there is no 'x1'; 1:32 colour: unknown key
          target: http://a, names: []                            | 1:26 names: is empty
          target: http://a, low: 20                              | 1:24 : low must not be above high
          target: http://a, low: 20, high: 15                    | 1:24 : low must not be above high
          target: http://a, low: 20, high: z                     | 1:34 high: 'z' is not
          target: http://a, user: a, timeout: 0s                 | 1:25 : user and word are needed together; 1:37 timeout: must be positive
          target: http://a, user: a, word: [], timeout: 0s       | 1:34 word: a single value; 1:47 timeout: must be positive
          target: http://a, user: a, wrd: b                      | 1:28 wrd: unknown key
          target: http://a, user: a, word: b, low: 20, timeout: 0s | 1:42 : low must not be above high; 1:55 timeout: must be positive
          """)
  void tellsAllThatTheConstructorRefuses(String file, @Nullable String said) {
    Problems problems = new Problems();
    Optional<Strictly> made = bind(Strictly.class, "{" + file + "}", problems);
    List<String> expected = said == null ? List.of() : List.of(said.split("; (?=1:)"));
    assertThat(made.isPresent()).isEqualTo(expected.isEmpty());
    assertThat(problems.list()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Problem problem = problems.list().get(i);
      int column = problem.position().column() - 1; // for the brace
      assertThat("1:" + column + " " + problem.key() + ": " + problem.message())
          .startsWith(expected.get(i));
    }
  }

  record Picky(String version, @Default("1") int depth, @Default("1") int width) {
    Picky {
      if (!version.equals("two")) {
        throw new IllegalArgumentException("version '" + version + "' is not known");
      }
      if (depth < 1) {
        throw new IllegalArgumentException("depth must be at least 1");
      }
      if (width < 1) {
        throw new IllegalArgumentException("width must be at least 1");
      }
    }
  }

  @Test
  void whatStandsInIsNeverReported() {
    Problems problems = new Problems();
    assertThat(bind(Picky.class, "version: [two]\ndepth: 0", problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly("test.yaml:1:10: version: a single value is expected here, not a list");
  }

  @Test
  void aRefusalIsFoundAlsoWhereNothingCanStandInForARequiredKey() {
    Problems problems = new Problems();
    assertThat(bind(Picky.class, "version: two\ndepth: 0\nwidth: 0", problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "test.yaml:2:8: depth: must be at least 1", "test.yaml:3:8: width: must be at least 1");
  }

  record Stumbling(String text, @Default("1") int depth) {
    Stumbling {
      if (text.charAt(40) == 'x' || depth < 1) {
        throw new IllegalArgumentException("never");
      }
    }
  }

  @Test
  void aConstructorThatStumblesOverWhatStandsInSaysNothing() {
    Problems problems = new Problems();
    assertThat(bind(Stumbling.class, "depth: 0", problems)).isEmpty();
    assertThat(problems.list()).extracting(Problem::message).containsExactly("is required");
    assertThatThrownBy(() -> bind(Stumbling.class, "text: short", new Problems()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Stumbling");
  }

  record WrongDefault(@Default("many") int value) {}

  @Test
  void aWrongDefaultIsADefectOfTheProgram() {
    assertThatThrownBy(() -> bind(WrongDefault.class, ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the default of WrongDefault.value")
        .hasMessageContaining("'many' is not a whole number");
  }

  record Strict(String value) {
    Strict {
      throw new IllegalArgumentException("never\n  good: " + value);
    }
  }

  @Test
  void aRefusalIsOneLineAndShowsReferencesAsWritten() {
    Problems problems = new Problems();
    assertThat(bind(Strict.class, "value: x-${env:HOME_KEY}", problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly("test.yaml:1:8: value: never good: x-${env:HOME_KEY}");
  }

  @Test
  void listsOnlyTheFirstHundred() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      keys.append("k").append(i).append(": 1\n");
    }
    Problems problems = new Problems();
    assertThat(bind(Text.class, keys.toString(), problems)).isEmpty();
    assertThat(problems.list()).hasSize(100);
    assertThat(problems.count()).isEqualTo(151);
  }

  private static <R extends Record> R bind(Class<R> type, String text) {
    Problems problems = new Problems();
    Optional<R> bound = bind(type, text, problems);
    assertThat(problems.list()).isEmpty();
    return bound.orElseThrow();
  }

  private static <R extends Record> Optional<R> bind(
      Class<R> type, String text, Problems problems) {
    YamlNode nothing = new YamlNode.Scalar(new Position("test.yaml", 1, 1), "", false);
    YamlNode node = YamlReader.read("test.yaml", text, problems).orElse(nothing);
    References references = new References(Map.of("HOME_KEY", "sesame"));
    return new RecordBinder(references, problems).bind(type, node, "", Set.of());
  }
}

package io.cresset.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.Secret;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import io.cresset.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
  private final FakeTime time = new FakeTime();
  private final AtomicReference<String> secret = new AtomicReference<>("hunter2+\"x");
  private final Mask mask =
      new Mask(() -> List.of(new Secret(secret::get), new Secret(() -> "abc")), time);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          login with hunter2+"x ok                           | login with *** ok
          xxhunter2+"xyy                                     | xx***yy
          abc is too short to be told from a word            | abc is too short to be told from a word
          user=joe password=geheim done                      | user=joe password=*** done
          PASSWD: geheim                                     | PASSWD: ***
          {"token": "a b c", "id": 7}                        | {"token": ***, "id": 7}
          access_token=12345&x=1                             | access_token=***&x=1
          api-key='a b', next                                | api-key=***, next
          snmp community=public on eth0                      | snmp community=*** on eth0
          Authorization: Basic dXNlcjpwYXNz                  | Authorization: ***
          "authorization": "Bearer abcdef"                   | "authorization": "***"
          curl -H Bearer eyJhbGciOi.J9.x_y                   | curl -H Bearer ***
          GET https://joe:geheim@host/x failed               | GET https://joe:***@host/x failed
          password changed for joe                           | password changed for joe
          all 7 tests pass: 7                                | all 7 tests pass: 7
          bearer of bad news                                 | bearer of bad news
          keyboard: us                                       | keyboard: us
          """)
  void text(String text, String shown) {
    assertThat(mask.text(text)).isEqualTo(shown);
  }

  @Test
  void everyPartOfARecordIsLookedAt() {
    byte[] noText = "\u00ff pass\u00ff password=\u00e9x".getBytes(StandardCharsets.ISO_8859_1);
    LogRecord record =
        LogRecord.builder(1, 1, new Value.Bytes(ByteSlice.of(noText)))
            .severity(9, "hunter2+\"x")
            .eventName("hunter2+\"x")
            .attributes(
                Attributes.builder()
                    .put("a", "hunter2+\"x")
                    .put("db.password", 1234)
                    .put("list", new Value.Items(List.of(Value.of("token=1"), Value.of(5))))
                    .put(
                        "map",
                        new Value.Fields(Attributes.of("inner", "https://u:pw@h and hunter2+\"x")))
                    .build())
            .build();
    LogRecord shown = mask.record(record);
    assertThat(((Value.Bytes) shown.body()).bytes().toByteArray())
        .isEqualTo("\u00ff pass\u00ff password=***".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(shown.severityText()).isEqualTo("***");
    assertThat(shown.eventName()).isEqualTo("***");
    assertThat(shown.attributes().get("a")).contains(Value.of("***"));
    assertThat(shown.attributes().get("db.password")).contains(Value.of("***"));
    assertThat(shown.attributes().get("list"))
        .contains(new Value.Items(List.of(Value.of("token=***"), Value.of(5))));
    assertThat(shown.attributes().get("map"))
        .contains(new Value.Fields(Attributes.of("inner", "https://u:***@h and ***")));
    assertThat(mask.named("token", "x")).isEqualTo("***");
    assertThat(mask.named("mode", "idle")).isEqualTo("idle");
  }

  @Test
  void aSecretThatChangesIsKnownWithinASecond() {
    assertThat(mask.text("a hunter2+\"x b")).isEqualTo("a *** b");
    secret.set("another-one");
    time.advance(Duration.ofSeconds(1));
    assertThat(mask.text("a another-one b")).isEqualTo("a *** b");
  }

  /** Many beginnings of what is looked for must not cost more than their length. */
  @Test
  void aHostileLineCostsNoMoreThanItsLength() {
    String hostile =
        "password".repeat(2000)
            + "a-".repeat(8000)
            + "://".repeat(4000)
            + "authorization".repeat(1000)
            + "_token".repeat(2000)
            + "\"".repeat(5000);
    assertThat(mask.text(hostile)).isEqualTo(hostile);
  }
}

package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.GATE;
import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.lines;
import static io.cresset.exporters.loki.Chunks.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.ByteSlice;
import io.cresset.exporters.TestContext;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens when Loki makes no more streams. */
final class LokiStreamLimitTest {
  private final TestContext context = new TestContext("loki");

  private LokiSink sink(URI url) {
    return new LokiSink(new LokiConfig(url, HttpSettings.plain(), 1000), context);
  }

  private static Reply reply(int status, String body) {
    return Reply.of(status, body);
  }

  /** A record of the gate's whose body is cut off. */
  private static ByteSlice unreadable() {
    byte[] otlp = Chunks.frame(0, lines(GATE, "x")).otlp().toByteArray();
    for (int i = 0; i + 2 < otlp.length; i++) {
      if (otlp[i] == 0x0A && otlp[i + 1] == 1 && otlp[i + 2] == 'x') {
        otlp[i + 1] = 9;
      }
    }
    return ByteSlice.of(otlp);
  }

  @Test
  void whenLokiMakesNoMoreStreamsTheNewOnesAreShared() throws Exception {
    String words =
        "Maximum active stream limit exceeded when trying to create stream {instance=\"new\"}";
    try (ScriptedLoki loki = new ScriptedLoki(reply(204, ""), reply(429, words))) {
      LokiSink sink = sink(loki.url());
      sink.send(chunk(lines(GATE, "a")));
      Chunk more =
          chunk(
              lines(GATE, "b"),
              lines(resource("host.name", "new", "job", "syslog"), "c"),
              lines(resource("host.name", "newer", "job", "syslog"), "d"));
      assertThat(sink.send(more)).isInstanceOf(Outcome.RetryAfter.class);
      assertThat(sink.send(more)).isEqualTo(Outcome.delivered());
      assertThat(loki.pushed().getLast().request().getStreamsList())
          .extracting(stream -> stream.getLabels())
          .containsExactlyInAnyOrder(
              "{instance=\"gate\", job=\"syslog\"}", "{instance=\"other\", job=\"syslog\"}");
      assertThat(
              loki.pushed().getLast().request().getStreamsList().stream()
                  .flatMap(stream -> stream.getEntriesList().stream())
                  .map(ScriptedLoki::metadata))
          .containsExactlyInAnyOrder(
              Map.of(), Map.of("host_name", "new"), Map.of("host_name", "newer"));
      assertThat(context.logged())
          .containsExactly(
              "WARNING Loki makes no more streams; new sources share the stream"
                  + " instance=\"other\" until Cresset is restarted. Raise"
                  + " limits_config.max_global_streams_per_user in Loki's configuration");
    }
  }

  private static Reply noMoreStreams() {
    return reply(429, "Maximum active stream limit exceeded when trying to create stream {}");
  }

  /** Loki forgets a quiet stream, and may have no room for it when it speaks again. */
  @Test
  void aStreamThatLokiHasForgottenAndMakesNoMoreIsSharedToo() throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki(reply(204, ""), noMoreStreams(), noMoreStreams())) {
      LokiSink sink = sink(loki.url());
      sink.send(chunk(lines(GATE, "a")));
      Chunk more = chunk(lines(GATE, "b"));
      assertThat(sink.send(more)).isInstanceOf(Outcome.RetryAfter.class);
      assertThat(sink.send(more)).isInstanceOf(Outcome.RetryAfter.class);
      assertThat(sink.send(more)).isEqualTo(Outcome.delivered());
      assertThat(loki.pushed().getLast().request().getStreamsList())
          .extracting(stream -> stream.getLabels())
          .containsExactly("{instance=\"other\", job=\"syslog\"}");
    }
  }

  @Test
  void aStreamThatLokiWasNeverSentDoesNotCountAsMade() throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki(reply(204, ""), noMoreStreams())) {
      LokiSink sink = sink(loki.url());
      sink.send(chunk(Chunks.frame(0, 1, unreadable())));
      assertThat(loki.pushed()).isEmpty();
      Chunk.Frame good = Chunks.frame(1, lines(resource("host.name", "b", "job", "x"), "x"));
      sink.send(chunk(Chunks.frame(0, 1, unreadable()), good));
      assertThat(loki.pushed()).hasSize(1);
      Chunk more = chunk(lines(GATE, "b"));
      assertThat(sink.send(more)).isInstanceOf(Outcome.RetryAfter.class);
      assertThat(sink.send(more)).isEqualTo(Outcome.delivered());
      assertThat(loki.pushed().getLast().request().getStreamsList())
          .extracting(stream -> stream.getLabels())
          .containsExactly("{instance=\"other\", job=\"syslog\"}");
    }
  }
}

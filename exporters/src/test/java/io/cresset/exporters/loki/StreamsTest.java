package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.lines;
import static io.cresset.exporters.loki.Chunks.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.exporters.loki.push.PushRequest;
import io.cresset.exporters.loki.push.Stream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Never more streams than allowed, whatever sources make up. */
final class StreamsTest {

  private static PushRequest push(
      ChunkIndex index, PushEncoder encoder, String job, String host, String line)
      throws IOException {
    index.load(chunk(lines(resource("host.name", host, "job", job, "service.name", host), line)));
    return ScriptedLoki.decode(encoder.encode(index, Picked.range(0, 1)));
  }

  @Test
  void neverMoreThanTheLimitAndAlwaysTheSame() throws Exception {
    Random random = new Random(7);
    for (int max : new int[] {1, 2, 3, 10, 100}) {
      Streams streams = new Streams(max);
      ChunkIndex index = new ChunkIndex(new Origins(streams));
      PushEncoder encoder = new PushEncoder();
      Set<String> seen = new HashSet<>();
      Map<String, String> decided = new HashMap<>();
      for (int i = 0; i < 1500; i++) {
        String job = "job" + random.nextInt(40);
        String host = "host" + random.nextInt(2000);
        Stream stream = ScriptedLoki.only(push(index, encoder, job, host, "line"));
        seen.add(stream.getLabels());
        String before = decided.putIfAbsent(job + host, stream.getLabels());
        assertThat(before).isIn(null, stream.getLabels());

        // Wherever it went, the record says whose it is.
        String all = stream.getLabels() + ScriptedLoki.metadata(stream.getEntries(0));
        assertThat(all).contains(job).contains(host);
      }
      assertThat(seen).hasSizeLessThanOrEqualTo(max);
      assertThat(streams.size()).isEqualTo(seen.size());
    }
  }

  @Test
  void whatIsRememberedOfResourcesHasALimit() throws Exception {
    Origins origins = new Origins(new Streams(10));
    ChunkIndex index = new ChunkIndex(origins);
    PushEncoder encoder = new PushEncoder();
    for (int bytes : new int[] {10, 50_000, 100_000}) {
      for (int i = 0; i < 200; i++) {
        push(index, encoder, "job", i + "x".repeat(bytes), "line");
        assertThat(origins.rememberedBytes()).isLessThanOrEqualTo(2 * 1024 * 1024);
      }
    }
  }
}

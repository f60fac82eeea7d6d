package io.cresset.exporters.loki;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.cresset.exporters.loki.push.Entry;
import io.cresset.exporters.loki.push.Pair;
import io.cresset.exporters.loki.push.PushRequest;
import io.cresset.exporters.loki.push.Stream;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Answers as it was told to, and shows what was pushed as generated classes decode it. */
final class ScriptedLoki implements AutoCloseable {
  private final HttpPeer peer;

  record Pushed(String path, Map<String, String> headers, PushRequest request) {
    static Pushed of(Received received) {
      try {
        return new Pushed(received.path(), received.headers(), decode(received.body()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> lines() {
      return request.getStreamsList().stream()
          .flatMap(stream -> stream.getEntriesList().stream())
          .map(Entry::getLine)
          .toList();
    }
  }

  ScriptedLoki(Reply... replies) {
    peer = new HttpPeer(replies);
  }

  ScriptedLoki(Function<Pushed, Reply> rule) {
    peer = HttpPeer.by(received -> rule.apply(Pushed.of(received)));
  }

  static PushRequest decode(byte[] body) throws IOException {
    SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
    byte[] plain = new byte[snappy.getUncompressedLength(body, 0)];
    int length = snappy.decompress(body, 0, body.length, plain, 0, plain.length);
    if (length != plain.length) {
      throw new IOException("announced " + plain.length + " bytes, holds " + length);
    }
    return PushRequest.parseFrom(plain);
  }

  static Map<String, String> metadata(Entry entry) {
    Map<String, String> metadata = new HashMap<>();
    for (Pair pair : entry.getStructuredMetadataList()) {
      if (metadata.put(pair.getName(), pair.getValue()) != null) {
        throw new AssertionError(pair.getName() + " stands twice");
      }
    }
    return metadata;
  }

  static Stream only(PushRequest request) {
    if (request.getStreamsCount() != 1) {
      throw new AssertionError(request.getStreamsCount() + " streams");
    }
    return request.getStreams(0);
  }

  List<Pushed> pushed() {
    return peer.received().stream().map(Pushed::of).toList();
  }

  URI url() {
    return peer.url();
  }

  @Override
  public void close() {
    peer.close();
  }
}
